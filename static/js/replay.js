// Scripts of the replay page alone.
import { application } from "./app.js";
import ReplayController from "./controllers/replay.js";

application.register("replay", ReplayController);

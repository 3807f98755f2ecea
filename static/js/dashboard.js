// What only the dashboard needs.
import { application } from "./app.js";
import KeepOpenController from "./controllers/keep-open.js";

application.register("keep-open", KeepOpenController);

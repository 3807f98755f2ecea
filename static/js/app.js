// Starts Stimulus and names every controller. One behaviour per file; attach with data-controller="name".
import { Application } from "../vendor/stimulus-3.2.2/stimulus.js";
import AutosubmitController from "./controllers/autosubmit.js";
import ChartController from "./controllers/chart.js";
import ConfirmController from "./controllers/confirm.js";
import CopyController from "./controllers/copy.js";
import DialogController from "./controllers/dialog.js";
import DrawerController from "./controllers/drawer.js";
import FileDropController from "./controllers/file-drop.js";
import MenuController from "./controllers/menu.js";
import OnceController from "./controllers/once.js";
import RefreshController from "./controllers/refresh.js";
import ThemeController from "./controllers/theme.js";
import ToastController from "./controllers/toast.js";
import ToasterController from "./controllers/toaster.js";

const application = Application.start();
application.register("autosubmit", AutosubmitController);
application.register("chart", ChartController);
application.register("confirm", ConfirmController);
application.register("copy", CopyController);
application.register("dialog", DialogController);
application.register("drawer", DrawerController);
application.register("file-drop", FileDropController);
application.register("menu", MenuController);
application.register("once", OnceController);
application.register("refresh", RefreshController);
application.register("theme", ThemeController);
application.register("toast", ToastController);
application.register("toaster", ToasterController);

document.documentElement.classList.add("has-script");

// Modules with controllers of their own (a survey builder, say) register on this one application.
export { application };

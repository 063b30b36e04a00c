// The page Draw.
import { ready } from "./api.js";

ready();

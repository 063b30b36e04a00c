// The page Formulation.
import { ready } from "./api.js";

ready();

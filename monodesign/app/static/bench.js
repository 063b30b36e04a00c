// The page Bench.
import { ready } from "./api.js";

ready();

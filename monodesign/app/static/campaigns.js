// The page Campaigns.
import { ready } from "./api.js";

ready();

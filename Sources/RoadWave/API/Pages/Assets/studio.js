import "./roadwave.js";

// Prints what apl-suggester finds wrong with the APL document on standard input, as JSON.
"use strict";
const fs = require("fs");
const suggester = require("apl-suggester");
const Validator = suggester.StaticAplTemplateValidator || suggester.default;
new Validator()
  .validate(JSON.parse(fs.readFileSync(0, "utf-8")))
  .then((found) => fs.writeSync(1, JSON.stringify(found)));

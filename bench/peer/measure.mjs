// textlint with prh on one text, in this process: {text, patterns, rounds} on standard input, times and hits on standard output.
// Run from the folder that holds node_modules.
import { createRequire } from "node:module";
import { cpuUsage, cwd, stdin, stdout } from "node:process";

const require = createRequire(`${cwd()}/`);
const { TextlintKernel } = require("@textlint/kernel");
const plain = require("@textlint/textlint-plugin-text");
const prh = require("textlint-rule-prh");

let sent = "";
for await (const piece of stdin) sent += piece;
const { text, patterns, rounds } = JSON.parse(sent);

const rules = ["version: 1", "rules:"];
for (const pattern of patterns) rules.push(`  - expected: "-"`, `    pattern: /${pattern}/`);
const options = {
  ext: ".txt",
  filePath: "/plan.txt",
  plugins: [{ pluginId: "text", plugin: plain.default ?? plain }],
  rules: [{ ruleId: "prh", rule: prh.default ?? prh, options: { ruleContents: [rules.join("\n")] } }],
};

const kernel = new TextlintKernel();
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const wall = [];
const processor = [];
let hits = 0;
for (let round = 0; round < rounds + 3; round += 1) {
  const began = performance.now();
  const used = cpuUsage();
  const result = await kernel.lintText(text, options);
  const spent = cpuUsage(used);
  if (round >= 3) {
    wall.push(performance.now() - began);
    processor.push((spent.user + spent.system) / 1000);
  }
  hits = result.messages.length;
}
stdout.write(JSON.stringify({ wall: median(wall), processor: median(processor), hits }));

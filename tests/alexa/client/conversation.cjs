// Talks to a served skill as an Echo would, from the interaction model's own samples.
//
// node conversation.cjs URL LOCALE MODEL APPLICATION_ID < conversations.json > transcripts.json
//
// A conversation has `says`: utterances in order; "launch"; or [intent, slots] for what virtual-alexa
// cannot say itself. When it is used up, questions are answered as somebody whose cramp lets go and
// who has no other signs, until the session ends, or for TURNS_MAX turns.
"use strict";
const fs = require("fs");
const { VirtualAlexa } = require("virtual-alexa");

const TURNS_MAX = 30;
const ANSWERS = [
  [/still cramping\?$/i, "it let go"],
  [/how often do you get/i, "once in a while"],
  [/call \d+ now\.$/i, "yes"],
];
const [url, locale, model, applicationId] = process.argv.slice(2);

function text(response) {
  const speech = response.response.outputSpeech;
  return speech ? speech.ssml.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim() : "";
}

async function turn(alexa, said) {
  if (said === "launch") return alexa.launch();
  if (Array.isArray(said)) return alexa.intend(said[0], said[1] || {});
  return alexa.utter(said);
}

async function converse({ says }) {
  const alexa = VirtualAlexa.Builder()
    .applicationID(applicationId)
    .locale(locale)
    .interactionModelFile(model)
    .skillURL(url)
    .create();
  const turns = [];
  let heard = "";
  for (let at = 0; at < TURNS_MAX; at++) {
    const fitting = ANSWERS.find(([pattern]) => pattern.test(heard));
    const said = at < says.length ? says[at] : fitting ? fitting[1] : "no";
    const response = await turn(alexa, said);
    heard = text(response);
    const ended = response.response.shouldEndSession;
    turns.push({ said, heard, ended });
    if (ended) break;
  }
  return turns;
}

async function main() {
  const transcripts = {};
  for (const [name, conversation] of Object.entries(JSON.parse(fs.readFileSync(0, "utf-8")))) {
    try {
      transcripts[name] = { turns: await converse(conversation) };
    } catch (error) {
      transcripts[name] = { turns: [], error: String(error) };
    }
  }
  fs.writeSync(1, JSON.stringify(transcripts));
}

main();

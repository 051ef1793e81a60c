export { type AnswerCheck, answerCheck } from "./answer-check.ts";
export { checkedFetch } from "./checked-fetch.ts";
export { complaintsAbout } from "./complaints-about.ts";
export { schemaCheck } from "./validator-of.ts";

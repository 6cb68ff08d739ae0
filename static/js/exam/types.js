// Shapes that the modules of the examination page share. Nothing runs here.

/**
 * @typedef {boolean | string | string[] | Record<string, string | number> | null} Response
 * @typedef {{ seq: number, item: string, response: Response, monotonic_ms: number, client_at: string,
 *   marked?: boolean }} AnswerEvent with `marked` it is no answer but a mark for later, set or taken off
 * @typedef {AnswerEvent & { epoch: number }} NumberedEvent
 * @typedef {{ id: string, zh: string, en: string }} Option
 * @typedef {{ zh: string, en: string }} Text
 * @typedef {"true_false" | "single" | "multiple" | "ordering" | "matching" | "numeric" | "fill_in" | "hotspot" | "short_answer"} Kind
 * @typedef {{ number: number, kind: "picture" | "formula" | "circuit", alternative: Text, address?: string, source?: string, math?: string }} Attachment
 * @typedef {Option & { shape: "rect" | "circle" | "poly", drawn: Record<string, string>, at: [string, string] }} Region
 * @typedef {{ uuid: string, kind: Kind, stem: Text, options: Option[], marks: string, matches?: Option[], gaps?: string[][],
 *   unit?: Text, units?: boolean, regions?: Region[], picks?: number, plan?: { number: number, height: string },
 *   attachments?: Attachment[] }} Item
 * @typedef {{ response: Response, epoch: number, seq: number }} Answer
 * @typedef {LateAnswer & { refused: boolean, elsewhere: boolean }} HeldAnswer kept, and not counted: nobody has decided yet,
 *   or somebody that it does not count; `elsewhere`: it came from a seat that may not write, perhaps of somebody else
 * @typedef {{ attempt: string, epoch: number, last_seq: number, items: Item[], answers: Record<string, Answer>, held: HeldAnswer[],
 *   marks: Record<string, Answer>, journal_keys: Record<string, string>, emergency: import("./store.js").Check, page: string, server_time: string, granted_at: string, deadline: string | null, paused: boolean }} Paper
 * @typedef {{ acknowledged: Record<string, number>, missing: Record<string, [number, number][]>, held: number[],
 *   server_time: string, deadline: string | null, state: string, lease: "live" | "superseded" }} SaveReply
 * @typedef {{ state: "missing", missing: [number, number][] } | { state: "handed_in", receipt: string, url: string }
 *   | { state: "in_progress", server_time: string, deadline: string | null, paused: boolean, waits_for: "" | "outage" | "paper" }} HandInReply
 * @typedef {Answer & { item: string }} LateAnswer
 * @typedef {{ server_time: string, deadline: string | null, state: string, sitting: string, lease: string, paused?: boolean, on_paper?: boolean,
 *   late?: LateAnswer[], held?: [number, number, boolean][] }} ClockReply `held`: by epoch and number what was sent and does not count, and whether that was decided
 */

export {};

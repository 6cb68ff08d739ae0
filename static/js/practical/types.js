// Shapes that the modules of the marking page share. Nothing runs here.

/**
 * @typedef {{ id: string, zh: string, en: string }} Line
 * @typedef {Line & { marks: number }} Criterion
 * @typedef {{ zh: string, en: string }} Text
 * @typedef {{ uuid: string, code: string, minutes: number, title: Text, instruction: Text, criteria: Criterion[], veto: Line[] }} Task
 * @typedef {{ uuid: string, number: string, attempt: number, name: string, state: "open" | "signed" | "set_aside", code: string, tasks: Task[] }} Sheet
 * @typedef {Record<string, import("../exam/types.js").Answer>} Marks
 * @typedef {{ task: Task, line: string, before: unknown, after: unknown }} Moved a line on which other than what the page showed counts
 * @typedef {{ journal: string, journal_key: string, epoch: number, server_time: string, sheets: Sheet[], marks: Marks }} Marking
 */

export {};

// Times as people say them, in the language of the browser.

import { h } from "./dom.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const number = new Intl.NumberFormat();

const DayLength = 86_400_000;
const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** 14:05 today, Tue this week, 3 Nov this year. */
export function shortTime(text, now = new Date()) {
  const date = new Date(text);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / DayLength);
  if (days <= 0) return clock.format(date);
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

/** With the day where it is not today. */
export function messageTime(text) {
  const date = new Date(text);
  const isToday = startOfDay(date) === startOfDay(new Date());
  return isToday ? clock.format(date) : `${shortTime(text)} ${clock.format(date)}`;
}

export function timeElement(text, words) {
  return h("time", { datetime: text, title: whole.format(new Date(text)) }, words);
}

export const count = (value) => number.format(value);

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** From seconds: 0.4 ms, 12 ms, 1.2 s. */
export function durationOf(seconds) {
  const milliseconds = seconds * 1000;
  if (milliseconds < 10) return `${milliseconds.toFixed(milliseconds < 1 ? 2 : 1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${seconds.toFixed(1)} s`;
}

// What this browser keeps until the server has said "saved", and identifiers made without secure-context features.

const room = document.body.dataset.live || ""
const place = (name) => `silences:${document.body.dataset.me}:${room}:${name}`

export function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(place(name))) ?? otherwise
  } catch {
    return otherwise
  }
}

export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(place(name))
    else localStorage.setItem(place(name), JSON.stringify(value))
  } catch {
    // a full or forbidden store: what is typed stays on the page
  }
}

// Everything kept under names that begin so, in the order of `at`. One name per thing: two tabs never overwrite each other.
export function readAll(prefix) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(place(prefix)))
    return names.map((name) => JSON.parse(localStorage.getItem(name))).sort((one, two) => one.at - two.at)
  } catch {
    return []
  }
}

// A random UUID (version 4); crypto.randomUUID does not exist over plain http.
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

export function secret() {
  return [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

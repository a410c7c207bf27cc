// Anonymous sessions: the server stores only a digest of a secret that this browser makes and keeps, one per note.

import { apply } from "./apply.js"
import { keep, read, secret } from "./store.js"

const anonymous = "anonymous" in document.body.dataset
const all = () => read("keys", {})

// The key that a command needs: a new one for a new note, the note's own for a change.
export function keyFor(op, form) {
  if (!anonymous) return ""
  if (form.matches("[data-judge], [data-needs-voice]")) return voice()
  if (op.composer === "composer") {
    const key = secret()
    keep("keys", { ...all(), [op.id]: key })
    return key
  }
  const note = form.dataset.key || (form.hasAttribute("data-needs-key") && form.dataset.about)
  return (note && all()[note]) || ""
}

// One key for all of one's answers to the matrices of a session: answering again replaces, and nothing ties them to a person.
function voice() {
  const kept = read("voice", "") || secret()
  keep("voice", kept)
  return kept
}

// The server has named the note that an operation made: its key is kept under that name.
export function rememberKey(op, answer) {
  if (!anonymous) return
  const { [op.id]: key, ...others } = all()
  const note = answer.headers.get("Room-About")
  if (key && note) keep("keys", { ...others, [note]: key })
  showMine()
}

// Ask for one's own notes with the keys this browser holds; nobody else can.
export async function showMine() {
  if (!anonymous) return
  const body = new URLSearchParams()
  for (const key of Object.values(all())) body.append("key", key)
  body.append("voice", read("voice", ""))
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"]
  try {
    const answer = await fetch(`${document.body.dataset.live}mine/`, {
      method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": token },
    })
    if (answer.ok) apply(await answer.text())
  } catch {
    // shown at the next change
  }
}

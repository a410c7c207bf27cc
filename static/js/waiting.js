// At the door of a session: asks every few seconds, and goes on once the answer is another page. Meanwhile this one stays as it is,
// so that whoever has it read aloud hears it once.

const EVERY = 4000 // milliseconds

async function ask() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null)
  if (!answer || answer.status >= 500) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  if (!page.querySelector("[data-at-the-door]")) location.reload()
}

setInterval(ask, EVERY)

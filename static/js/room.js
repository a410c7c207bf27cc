// The live room: each behaviour is a module of its own, the state is in the page.

import * as announce from "./announce.js"
import * as composer from "./composer.js"
import * as drag from "./drag.js"
import * as focus from "./focus.js"
import * as follow from "./follow.js"
import { showMine } from "./keys.js"
import * as live from "./live.js"
import * as marks from "./marks.js"
import * as matrix from "./matrix.js"
import * as menus from "./menus.js"
import * as outbox from "./outbox.js"
import * as shortcuts from "./shortcuts.js"
import * as timer from "./timer.js"

for (const part of [follow, drag, marks, matrix, menus, composer, outbox, timer, shortcuts, announce, live, focus]) part.start()
showMine()
document.documentElement.dataset.script = "on"

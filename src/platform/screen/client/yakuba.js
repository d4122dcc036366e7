// Quickens the staff screens: keys, key hints, dry runs after each field, effort, hiding of protected pages, print log.
// Decides nothing: every word on the screen was written by the server. Served as it stands; no build step.
const root = document.documentElement
const body = document.body
/** @type {any} */
const htmx = /** @type {any} */ (window).htmx

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement | null} */
const one = (selector, within = document) => within.querySelector(selector)
/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
const all = (selector, within = document) => [...within.querySelectorAll(selector)].map((element) => /** @type {HTMLElement} */ (element))
/** What lies in a closed fold has a place on the page and cannot take the focus. @param {Element} element */
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true })
/** @param {Element | null} element */
const isField = (element) => element !== null && element.matches('input:not([type=hidden]), select, textarea')
/** @param {string} selector */
function press(selector) {
  const element = one(selector)
  if (element) element.click()
  return element !== null
}

root.classList.add('js')
// The letters of accesskey are for people without script; with it, Alt and a letter stay the browser's.
for (const element of all('[accesskey]')) element.removeAttribute('accesskey')

// ---- Keys -------------------------------------------------------------------------------------------------------

/** Each handler says whether the key was ours. */
/** @type {Record<string, (event: KeyboardEvent) => boolean>} */
const keys = {
  F1: () => press('a[rel=help]'),
  F2: search,
  F4: openList,
  F6: (event) => walkBands(event.shiftKey ? -1 : 1),
  F8: () => toggleHints(),
  F9: () => press('[data-preview]'),
  Escape: leave,
  Enter: enter,
  ArrowDown: (event) => (event.altKey ? otherPerson('next') : walkList(event, 1)),
  ArrowUp: (event) => (event.altKey ? otherPerson('prev') : walkList(event, -1)),
  Home: (event) => walkList(event, -Infinity),
  End: (event) => walkList(event, Infinity),
  PageDown: (event) => walkList(event, 10),
  PageUp: (event) => walkList(event, -10),
  ' ': markRow,
  Backspace: backFromEmpty,
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.keyCode === 229) return
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
  if (uncover()) return event.preventDefault()
  const isOurs = typeHint(event) || keys[event.key]?.(event) || altDigit(event) || digit(event) || letter(event)
  if (isOurs) event.preventDefault()
}, true)

function search() {
  const field = /** @type {HTMLInputElement | null} */ (one('#q'))
  if (!field) return false
  if (document.activeElement === field) field.value = ''
  field.focus()
  field.select()
  return true
}

function openList() {
  const field = /** @type {any} */ (document.activeElement)
  if (!field?.matches('select, input[list]') || !field.showPicker) return false
  try { field.showPicker() } catch { return false }
  return true
}

/** @type {WeakMap<Element, HTMLElement>} */
const lastIn = new WeakMap()
document.addEventListener('focusin', (event) => {
  const target = /** @type {HTMLElement} */ (event.target)
  const band = target.closest('[data-band]')
  if (band && band !== target) lastIn.set(band, target)
})

/** The next band; after the last one the key goes to the browser. @param {number} step */
function walkBands(step) {
  const bands = all('[data-band]').filter(isSeen)
  const at = bands.findIndex((band) => band.contains(document.activeElement))
  const next = bands[at < 0 ? (step > 0 ? 0 : bands.length - 1) : at + step]
  if (!next) {
    /** @type {HTMLElement} */ (document.activeElement)?.blur()
    return false
  }
  const last = lastIn.get(next)
  const target = last?.isConnected ? last : fieldsIn(next)[0] ?? next
  target.focus()
  return true
}

/** @param {KeyboardEvent} event */
function enter(event) {
  if (event.altKey || event.metaKey) return false
  const field = /** @type {HTMLElement | null} */ (document.activeElement)
  if (event.ctrlKey) return pressButton(isField(field) ? buttonOf(field) : one('[data-command]'))
  if (event.repeat) return true
  if (!field || !isField(field) || field.matches('textarea') || field.closest('[data-enter=submit]')) return openRow(field)
  if (body.dataset.enter === 'plain') return false
  moveFrom(field, event.shiftKey ? -1 : 1)
  return true
}

/** @param {ParentNode} within */
function fieldsIn(within) {
  return all('input:not([type=hidden]):not([type=radio]):not([disabled]), input[type=radio]:checked, select:not([disabled]), textarea', within).filter((field) => isSeen(field) && !field.matches('[readonly]'))
}

/**
 * What a field leads to: the command of its own form, or the next button there; never that of another form beside it. A form without
 * a button, and a field in none, belong to the page's command.
 * @param {any} field @returns {HTMLElement | null}
 */
function buttonOf(field) {
  const buttons = [...(field.form?.elements ?? [])].filter((element) => element.matches('button[type=submit]:not([disabled])') && isSeen(element))
  return buttons.find((button) => button.matches('[data-command]')) ?? buttons.find((button) => field.compareDocumentPosition(button) & 4) ?? buttons[0] ?? one('[data-command]')
}

/** @param {HTMLElement | null} button */
function pressButton(button) {
  button?.click()
  return button !== null
}

/** To the next or previous field of the form; after the last one to its button, which is never pressed by this. @param {HTMLElement} field @param {number} step */
function moveFrom(field, step) {
  const form = /** @type {any} */ (field).form ?? document
  const fields = fieldsIn(form)
  const at = fields.indexOf(field)
  const next = at < 0 ? fields.find((other) => field.compareDocumentPosition(other) & 4) : fields[at + step]
  const target = next ?? (step > 0 ? buttonOf(field) : null)
  target?.focus()
  if (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'radio') target.select()
}

/** @param {KeyboardEvent} event */
function altDigit(event) {
  if (!event.altKey || event.ctrlKey || !/^[1-9]$/.test(event.key)) return false
  const number = Number(event.key) - 1
  const focused = document.activeElement?.closest('.ctl')
  const fixes = focused ? all('[data-fix]', focused) : []
  const offered = fixes.length > 0 ? fixes : all('[data-fix]')
  const target = (offered.length > 0 ? offered : all('.tabs a')).filter(isSeen)[number]
  target?.click()
  return target !== undefined
}

/** Digits choose in a numbered list while it has the focus. @param {KeyboardEvent} event */
function digit(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || !/^[1-9]$/.test(event.key)) return false
  const list = document.activeElement?.closest('[data-digits]')
  const target = list ? all('input', list)[Number(event.key) - 1] : undefined
  target?.click()
  target?.focus()
  return target !== undefined
}

/** @param {'next' | 'prev'} rel */
function otherPerson(rel) {
  const field = document.activeElement
  if (field?.matches('select, input[list]')) return false
  return press(`a[rel=${rel}]`) || walkPersons(rel === 'next' ? 1 : -1)
}

/** The person whose page an address is: it stands in the same place on the pages of every business. @param {string} address */
const personIn = (address) => /\/(?:record|person)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/.exec(address)?.[1]

/** The list that was on this window last, by ids alone: names stay on the page they came on. */
function keepPersons() {
  const listed = [...new Set(all('main tbody a[href]').flatMap((link) => personIn(link.getAttribute('href') ?? '') ?? []))]
  if (listed.length > 1 && !personIn(location.pathname)) sessionStorage.setItem('persons', JSON.stringify(listed))
}
keepPersons()
document.addEventListener('htmx:after:swap', keepPersons)

/** The same page of the person before or after in that list. @param {1 | -1} step */
function walkPersons(step) {
  /** @type {string[]} */
  const listed = JSON.parse(sessionStorage.getItem('persons') ?? '[]')
  const here = personIn(location.pathname)
  const at = here === undefined ? -1 : listed.indexOf(here)
  const there = at < 0 ? undefined : listed[at + step]
  if (here === undefined || there === undefined) return false
  location.assign(location.pathname.replace(here, there))
  return true
}

function leave() {
  if (root.classList.contains('hints')) return toggleHints()
  if (body.dataset.protected) return cover()
  const field = /** @type {HTMLElement | null} */ (document.activeElement)
  if (field && isField(field)) {
    field.blur()
    /** @type {HTMLElement | null} */ (field.closest('[data-band]'))?.focus()
    return true
  }
  return press('a[data-back]')
}

// ---- Lists ------------------------------------------------------------------------------------------------------

/** @param {Element | null} element */
const rowOf = (element) => /** @type {HTMLElement | null} */ (element?.closest('table[data-list] tbody tr') ?? null)
/** @param {Element} row */
const holdOf = (row) => one('a, input, button', row)

/** @param {KeyboardEvent} event @param {number} step */
function walkList(event, step) {
  const row = rowOf(document.activeElement)
  if (!row || event.altKey || event.ctrlKey || document.activeElement?.matches('select, textarea, input:not([type=checkbox]):not([type=radio])')) return false
  const rows = all('tbody tr', /** @type {Element} */ (row.closest('table'))).filter(holdOf)
  const at = Math.min(rows.length - 1, Math.max(0, rows.indexOf(row) + step))
  const next = rows[at]
  if (next) holdOf(next)?.focus()
  return true
}

/** @param {Element | null} element */
function openRow(element) {
  const row = rowOf(element)
  if (!row || element?.matches('a, button, summary')) return false
  const link = one('a', row)
  link?.click()
  return link !== null
}

function markRow() {
  const row = rowOf(document.activeElement)
  const tick = row && !isField(document.activeElement) ? one('input[type=checkbox]', row) : null
  tick?.click()
  return tick !== null
}

/** Letters shown beside an action work only while a list has the focus. @param {KeyboardEvent} event */
function letter(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || !/^[a-z]$/i.test(event.key) || !rowOf(document.activeElement) || isField(document.activeElement)) return false
  return press(`[data-letter="${event.key.toUpperCase()}"]`)
}

// ---- Key hints --------------------------------------------------------------------------------------------------

/** @type {Map<string, HTMLElement>} */
let hinted = new Map()
let typed = ''

function toggleHints() {
  const isOn = root.classList.toggle('hints')
  for (const hint of all('.kh')) hint.remove()
  typed = ''
  hinted = isOn ? hintCodes() : new Map()
  for (const [code, element] of hinted) drawHint(code, element)
  return true
}

/** Two letters for every control: those of the manifests, then free pairs in order of the page. */
function hintCodes() {
  const codes = new Map()
  const controls = all('a[href], button, input:not([type=hidden]), select, textarea, summary').filter((element) => isSeen(element) && !element.closest('.skip'))
  for (const element of controls) if (element.dataset.k && !codes.has(element.dataset.k)) codes.set(element.dataset.k, element)
  const named = new Set(codes.values())
  const letters = 'ASDFGHJKLQWERTYUIOPZXCVBNM'
  let next = 0
  for (const element of controls) {
    if (named.has(element)) continue
    let code = ''
    do code = letters[Math.floor(next / 26) % 26] + letters[next++ % 26]
    while (codes.has(code) && next < 676)
    codes.set(code, element)
  }
  return codes
}

/** @param {string} code @param {HTMLElement} element */
function drawHint(code, element) {
  const box = element.getBoundingClientRect()
  const hint = document.createElement('span')
  hint.className = 'kh'
  hint.textContent = code
  hint.setAttribute('aria-hidden', 'true')
  hint.style.left = `${Math.max(0, box.right + scrollX - 24)}px`
  hint.style.top = `${box.bottom + scrollY - 14}px`
  body.append(hint)
}

/** Links are followed, ticks are set, everything else takes the focus: the command is never pressed by letters. @param {KeyboardEvent} event */
function typeHint(event) {
  if (!root.classList.contains('hints') || event.ctrlKey || event.altKey || !/^[a-z]$/i.test(event.key)) return false
  typed += event.key.toUpperCase()
  if (typed.length < 2) return true
  const target = hinted.get(typed)
  toggleHints()
  target?.focus()
  if (target?.matches('a, summary, input[type=radio], input[type=checkbox]')) target.click()
  return true
}

// ---- Fields: dry runs, fixes, jumps -----------------------------------------------------------------------------

let waitingCheck = 0
let typedNow = 0
let isAnswerMissed = false
document.addEventListener('input', () => { typedNow += 1 })
document.addEventListener('change', (event) => ask(/** @type {any} */ (event.target).form))
// A field that was left as it had been fires no change: where an answer was passed over meanwhile, it is asked for again.
document.addEventListener('focusout', (event) => { if (isAnswerMissed) ask(/** @type {any} */ (event.target).form) })

/** A dry run of what stands in the form, once the clerk has moved on. @param {HTMLElement | null | undefined} form @param {number} [wait] */
function ask(form, wait = 120) {
  if (form?.dataset.check !== 'auto' || !htmx) return
  htmx.trigger(form, 'htmx:abort')
  clearTimeout(waitingCheck)
  waitingCheck = window.setTimeout(() => htmx.trigger(form, 'yakuba:check'), wait)
}

// A form that comes filled is looked at before the clerk touches it.
for (const field of all('[data-check-now]')) ask(/** @type {any} */ (field).form)

document.addEventListener('click', (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest('[data-fix]')
  if (!(button instanceof HTMLElement)) return
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.fix ?? ''))
  if (!field) return
  field.value = button.dataset.fixValue ?? ''
  field.focus()
  field.dispatchEvent(new Event('change', { bubbles: true }))
})

/** A link of the error summary moves the focus into the field, or to the first control of a group. */
document.addEventListener('click', (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest('#refusals a[href^="#"]')
  const target = link && document.getElementById(decodeURIComponent(link.getAttribute('href')?.slice(1) ?? ''))
  if (!target) return
  event.preventDefault()
  for (let fold = target.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) fold.open = true
  const field = isField(target) ? target : one('input:not([type=hidden]), select, textarea', target) ?? target
  field.focus()
  field.scrollIntoView({ block: 'center' })
})

document.addEventListener('input', (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target)
  const kind = /** @type {InputEvent} */ (event).inputType
  if (body.dataset.jump !== 'on' || !field.dataset.jumps || kind === 'insertFromPaste' || /** @type {InputEvent} */ (event).isComposing) return
  if (field.value.length >= field.maxLength && field.validity.valid) moveFrom(field, 1)
})

function backFromEmpty() {
  const field = /** @type {HTMLInputElement | null} */ (document.activeElement)
  if (body.dataset.jump !== 'on' || !field?.dataset.jumps || field.value !== '') return false
  moveFrom(field, -1)
  return true
}

// ---- Readings ---------------------------------------------------------------------------------------------------

// The input method knows how a name was read when it was converted. Its reading goes into the kana field of the name, until
// somebody changes that by hand.
let reading = ''
/** What was put into each kana field, by its name. @type {Map<string, string>} */
const put = new Map()
document.addEventListener('compositionstart', () => { reading = '' })
document.addEventListener('compositionupdate', (event) => {
  const kana = /^([ぁ-ゖー]*)([nｎ]?)$/.exec(event.data)
  if (kana && event.data !== '') reading = `${kana[1]}${kana[2] ? 'ん' : ''}`
})
document.addEventListener('compositionend', (event) => { if (event.data !== '') putReading(event.target, reading) })
document.addEventListener('input', (event) => {
  const { data, isComposing } = /** @type {InputEvent} */ (event)
  if (/** @type {HTMLInputElement} */ (event.target).value === '') putReading(event.target, null)
  else if (!isComposing && (data === ' ' || data === '　')) putReading(event.target, '　')
})

/** @param {any} source @param {string | null} kana null empties the field again */
function putReading(source, kana) {
  const field = source?.name ? /** @type {HTMLInputElement | null} */ (one(`[data-reading-of="${CSS.escape(source.name)}"]`)) : null
  if (!field || kana === '' || field.value !== (put.get(field.name) ?? '')) return
  field.value = kana === null ? '' : field.value + kana.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
  put.set(field.name, field.value)
}

// ---- Answers of dry runs ----------------------------------------------------------------------------------------

let waitingWords = 0
document.addEventListener('htmx:before:request', () => {
  const since = Date.now()
  clearInterval(waitingWords)
  waitingWords = window.setInterval(() => {
    const seconds = Math.floor((Date.now() - since) / 1000)
    if (seconds >= 2) sayWaiting(`まだ確かめています　${seconds}秒${seconds >= 10 ? '　このまま先へ進めます' : ''}`)
  }, 500)
})
/** The session has ended: the answer is a redirect to the sign-in, or none. @param {any} response */
const isSignedOut = (response) => response !== undefined && (response.raw?.redirected || response.status === 401)
document.addEventListener('htmx:before:response', (event) => {
  const { ctx } = /** @type {any} */ (event).detail
  // What was typed stays on the page; a page without a form has nothing to lose.
  if (isSignedOut(ctx.response)) {
    event.preventDefault()
    if (!ctx.sourceElement?.matches('form')) location.reload()
  } else if (![200, 400, 409, 422].includes(ctx.response.status)) event.preventDefault()
})
// An answer to older words never overwrites newer ones: each request keeps how much had been typed when it was made.
/** @type {WeakMap<object, number>} */
const typedAt = new WeakMap()
document.addEventListener('htmx:config:request', (event) => { typedAt.set(/** @type {any} */ (event).detail.ctx, typedNow) })
document.addEventListener('htmx:before:swap', (event) => {
  isAnswerMissed = typedNow !== typedAt.get(/** @type {any} */ (event).detail.ctx)
  if (isAnswerMissed) event.preventDefault()
  else held = heldNow()
})
document.addEventListener('htmx:after:swap', () => held && holdAgain(held))
// A dry run leaves the focus where the clerk is typing.
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = /** @type {any} */ (event).detail
  ctx.text = ctx.text.replaceAll(' autofocus=""', '')
})
document.addEventListener('htmx:finally:request', (event) => {
  clearInterval(waitingWords)
  const ctx = /** @type {any} */ (event).detail.ctx
  const isOut = isSignedOut(ctx.response)
  const isAnswered = !isOut && [200, 400, 409, 422].includes(ctx.response?.status)
  const isGivenUp = ctx.response === undefined && /^error: AbortError/.test(ctx.status)
  const why = isOut ? 'サインインが切れています。打ったものはこの画面に残っています。別のタブでサインインし、ここへ戻って続けてください。' : '確かめられませんでした。打ったものは残っています。5秒ごとにもう一度確かめます。このまま先へ進めます。'
  sayWaiting(isAnswered || isGivenUp ? '' : why)
  if (!isAnswered && !isGivenUp) ask(ctx.sourceElement, 5000)
  settle()
})

/** @typedef {{ field: HTMLInputElement, name: string, from: number | null, to: number | null }} Held */
/** @type {Held | null} */
let held = null

/** The field with the focus and its cursor, before an answer takes its place. @returns {Held | null} */
function heldNow() {
  const field = /** @type {HTMLInputElement | null} */ (document.activeElement)
  if (!field || !isField(field) || !field.name) return null
  return { field, name: field.name, from: field.selectionStart ?? null, to: field.selectionEnd ?? null }
}

/** Where the answer drew that field anew, the clerk goes on in the new one. @param {Held} was */
function holdAgain({ field, name, from, to }) {
  if (document.activeElement === field) return
  const next = /** @type {HTMLInputElement | null} */ (field.isConnected ? field : one(`[name="${CSS.escape(name)}"]`))
  next?.focus()
  if (next && from !== null) next.setSelectionRange(from, to)
}

/** @param {string} words */
function sayWaiting(words) {
  const line = one('#waiting')
  if (line) line.textContent = words
}

// ---- Pages that move --------------------------------------------------------------------------------------------

/** While a run is under way its page is asked again every few seconds; never over something that is being typed. */
function followRun() {
  const mark = one('[data-live]')
  if (!mark || !htmx) return
  window.setTimeout(async () => {
    const isQuiet = !document.hidden && !isField(document.activeElement)
    if (isQuiet) await htmx.ajax('GET', location.href, { target: '#main', select: '#main', swap: 'outerMorph' })
    followRun()
  }, Number(mark.dataset.live) * 1000)
}
followRun()

// ---- Effort -----------------------------------------------------------------------------------------------------

const meter = one('[data-effort]')
const task = meter?.dataset.effort ?? ''
const effort = meter ? JSON.parse(sessionStorage.getItem(`effort:${task}`) ?? 'null') ?? { since: Date.now(), keys: 0, pointer: 0 } : null

/** @param {'keys' | 'pointer'} kind */
function count(kind) {
  if (!effort) return
  effort[kind] += 1
  showEffort()
}

function showEffort() {
  if (!effort || !meter) return
  sessionStorage.setItem(`effort:${task}`, JSON.stringify(effort))
  const seconds = Math.round((Date.now() - effort.since) / 1000)
  const minutes = Math.floor(seconds / 60)
  const time = one('[data-effort-time]', meter)
  const uses = one('[data-effort-uses]', meter)
  if (time) time.textContent = minutes > 0 ? `${minutes}分${String(seconds % 60).padStart(2, '0')}秒` : `${seconds}秒`
  if (uses) uses.textContent = `${effort.keys}打鍵　マウス ${effort.pointer}回`
  fillEffort({ effortSeconds: seconds, effortKeys: effort.keys, effortPointer: effort.pointer })
}

/** @param {Record<string, number>} values */
function fillEffort(values) {
  for (const [name, value] of Object.entries(values)) for (const field of all(`input[name=${name}]`)) /** @type {HTMLInputElement} */ (field).value = String(value)
}

document.addEventListener('keydown', (event) => event.repeat || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key) || count('keys'), true)
document.addEventListener('pointerdown', () => count('pointer'), true)
document.addEventListener('submit', showEffort, true)
if (effort) {
  showEffort()
  window.setInterval(showEffort, 1000)
}

// ---- Protected pages --------------------------------------------------------------------------------------------

let idle = 0
function cover() {
  root.classList.add('covered')
  const frame = one('.frame')
  if (frame) frame.inert = true
  return true
}

function uncover() {
  stayOpen()
  if (!root.classList.contains('covered')) return false
  root.classList.remove('covered')
  const frame = one('.frame')
  if (frame) frame.inert = false
  return true
}

function stayOpen() {
  clearTimeout(idle)
  if (body.dataset.protected) idle = window.setTimeout(cover, 30_000)
}
document.addEventListener('pointermove', stayOpen)
document.addEventListener('pointerdown', () => uncover(), true)
stayOpen()

// ---- Print ------------------------------------------------------------------------------------------------------

/** The page prints as a record only once the print is on its way to the log. */
window.addEventListener('beforeprint', () => {
  const url = body.dataset.printLog
  const isLogged = Boolean(url) && navigator.sendBeacon(/** @type {string} */ (url), new URLSearchParams({ path: location.pathname, title: document.title }))
  root.classList.toggle('print-logged', isLogged)
})
window.addEventListener('afterprint', () => root.classList.remove('print-logged'))

// ---- Tables that scroll in their band can be scrolled by keys -----------------------------------------------------

function settle() {
  for (const region of all('.scroll-x')) {
    const isWide = region.scrollWidth > region.clientWidth + 1
    if (!isWide) region.removeAttribute('tabindex')
    else region.tabIndex = 0
  }
}
settle()
window.addEventListener('resize', settle)

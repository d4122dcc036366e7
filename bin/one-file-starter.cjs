/**
 * Stands beside a program in one file and starts it. What the engine has compiled is kept beside it too, so that the next
 * start need not read the whole text again; where nothing may be written there, each start compiles for itself.
 */
const fs = require('node:fs')
const { createRequire, SourceMap } = require('node:module')
const path = require('node:path')
const vm = require('node:vm')

const program = __filename.replace(/\.cjs$/, '.program.js')
const kept = `${program}.compiled`
const sources = `${program}.map`
let map

const script = new vm.Script(fs.readFileSync(program, 'latin1'), { filename: program, cachedData: read(kept) })
if (script.cachedDataRejected !== false) setTimeout(keep, 4_000).unref()
Error.prepareStackTrace = withSourceLines
script.runInThisContext()(createRequire(program), module, module.exports)

function read(file) {
  try {
    return fs.readFileSync(file)
  } catch {
    return undefined
  }
}

/** Written beside and moved into place, so that no other start reads half of it. */
function keep() {
  const draft = `${kept}.${process.pid}`
  try {
    fs.writeFileSync(draft, script.createCachedData())
    fs.renameSync(draft, kept)
  } catch {
    fs.rmSync(draft, { force: true })
  }
}

/** Errors name lines of the source; which these are is read when the first error is told. */
function withSourceLines(error, calls) {
  return [headOf(error), ...calls.map((call) => `    at ${placed(call)}`)].join('\n')
}

function headOf(error) {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}

function placed(call) {
  if (call.getFileName() !== program) return String(call)
  try {
    map ??= new SourceMap(JSON.parse(fs.readFileSync(sources, 'utf8')))
    const [line, column] = [call.getLineNumber(), call.getColumnNumber()]
    const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1)
    if (originalSource === undefined) return String(call)
    return String(call).replace(`${program}:${line}:${column}`, `${path.resolve(path.dirname(program), originalSource)}:${originalLine + 1}:${originalColumn + 1}`)
  } catch {
    return String(call)
  }
}

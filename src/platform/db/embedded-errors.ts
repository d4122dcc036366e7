/** Why the embedded server cannot be used; each has its own sentence for the person at the keyboard. */
export type EmbeddedProblem =
  | 'already-running'
  | 'binaries-missing'
  | 'binaries-broken'
  | 'cannot-change-user'
  | 'folder-not-writable'
  | 'disk-full'
  | 'port-taken'
  | 'other-version'
  | 'not-answering'
  | 'failed'

/** The embedded server cannot start — 同梱データベースを起動できない. The message is Japanese, says why and what to do, and is meant to be printed as it is. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
  readonly problem: EmbeddedProblem

  constructor(problem: EmbeddedProblem, message: string, cause?: unknown) {
    super(message, { cause })
    this.problem = problem
  }
}

/** Turns what the file system refused into a sentence; anything else is thrown on as it is. */
export function folderProblem(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StartRefused('disk-full', diskFull(folder), error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StartRefused('folder-not-writable', `データの置き場所 ${folder} に書き込めません（${code}）。フォルダーの持ち主を確かめるか、環境変数 YAKUBA_DATA_DIR に書き込めるフォルダーを指定してください。`, error)
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new StartRefused('folder-not-writable', `データの置き場所 ${folder} はフォルダーではありません。環境変数 YAKUBA_DATA_DIR にフォルダーを指定してください。`, error)
  }
  return error
}

/**
 * Reads the reason out of what the server itself wrote before it ended.
 * @param said the end of its log
 */
export function serverProblem(said: string, folder: string): StartRefused {
  if (/No space left on device|Disk quota exceeded/.test(said)) return new StartRefused('disk-full', diskFull(folder), said)
  if (/could not bind|Address already in use/.test(said)) {
    return new StartRefused('port-taken', '同梱データベースのポートが、起動の間にほかのプログラムに取られました。もう一度実行してください。', said)
  }
  if (/database files are incompatible|was initialized by PostgreSQL version/.test(said)) return otherVersion(folder, said)
  if (/error while loading shared libraries|not found|Exec format error/.test(said)) return brokenBinaries(said)
  if (/Permission denied|could not access directory|wrong ownership/.test(said)) {
    return new StartRefused('folder-not-writable', `データベースのフォルダー ${folder} を開けません。持ち主が変わっていないか確かめるか、環境変数 YAKUBA_DATA_DIR に別のフォルダーを指定してください。${lastLine(said)}`, said)
  }
  if (/could not look up effective user ID/.test(said)) {
    return new StartRefused('cannot-change-user', 'いまの利用者の番号が /etc/passwd にないため、PostgreSQL を動かせません。登録のある利用者で実行してください。', said)
  }
  return new StartRefused('failed', `同梱データベースを起動できませんでした。${lastLine(said)}`, said)
}

/** The data folder was made by another PostgreSQL. */
export function otherVersion(folder: string, cause?: unknown): StartRefused {
  return new StartRefused('other-version', `データベースのフォルダー ${folder} は、別の版の PostgreSQL で作られています。その版の Yakuba で動かすか、環境変数 YAKUBA_DATA_DIR に別のフォルダーを指定してください。`, cause)
}

/** The binaries are there and do not run on this machine. */
export function brokenBinaries(said: string): StartRefused {
  return new StartRefused('binaries-broken', `同梱の PostgreSQL がこの機械では動きません。node_modules を消してもう一度実行するか、環境変数 YAKUBA_DATABASE_URL に PostgreSQL 15 以上のサーバーを指定してください。${lastLine(said)}`, said)
}

function diskFull(folder: string): string {
  return `ディスクに空きがありません（${folder}）。空きを作るか、環境変数 YAKUBA_DATA_DIR に空きのあるフォルダーを指定してから、もう一度実行してください。`
}

function lastLine(said: string): string {
  const last = said.trim().split('\n').at(-1)
  return last ? `（サーバーの記録: ${last}）` : ''
}

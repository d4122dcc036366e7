import { endWith } from './end-with.ts'

type CliCommand = (args: readonly string[]) => Promise<number>

/** Every word that `npx yakuba` knows. */
const commands: Readonly<Record<string, { does: string; run: CliCommand }>> = {
  start: { does: '動かす（画面・API・一括処理）', run: async (args) => await (await import('./commands/start.ts')).startCommand(args) },
  test: { does: 'すべての試験', run: async (args) => await (await import('../../scripts/run-test.ts')).main([...args]) },
  check: { does: '速い確認（型・書き方・純粋な試験）', run: async (args) => await (await import('../../scripts/run-check.ts')).main([...args]) },
  bench: { does: '速さを測る：bench -- P10 [--size S|M|L] [--seconds N] [--count N]', run: async (args) => await (await import('./bench/run.ts')).runBench(args) },
  audit: { does: '監査記録の検証：audit verify', run: async (args) => await (await import('./commands/audit.ts')).auditCommand(args) },
  verify: { does: '証明の紙の検証：verify ファイル.pdf --keys 公開鍵.json', run: async (args) => await (await import('./commands/verify.ts')).verifyCommand(args) },
  database: { does: 'データベースの役割を作るSQL：database roles', run: async (args) => await (await import('./commands/database.ts')).databaseCommand(args) },
  sample: { does: '架空の町を作る：sample --residents 人数 --seed 種 [--town 団体コード]', run: async (args) => await (await import('./commands/sample.ts')).sampleCommand(args) },
  'sample-legacy': { does: '架空の旧システムのCSVを作る：sample-legacy --residents 人数 --seed 種 --out ファイル', run: async (args) => await (await import('./commands/sample-legacy.ts')).sampleLegacyCommand(args) },
  era: { does: '公布された元号を入れる：era 元号 --letter X --code 6 --from 施行日 --published 公布日', run: async (args) => await (await import('./commands/era.ts')).eraCommand(args) },
  payments: { does: '研修の町に届く収納代行のファイルを作る：payments --town 団体コード', run: async (args) => await (await import('./commands/payments.ts')).paymentsCommand(args) },
  returns: { does: '連携で届いた課税資料のCSVを取り込む：returns --town 団体コード --folder 場所', run: async (args) => await (await import('./commands/returns.ts')).returnsCommand(args) },
  'simulate-kiosk': { does: '研修の町のコンビニ交付を、店の側から試す：simulate-kiosk --town 団体コード --url 番地 --key 鍵 --card 番号', run: async (args) => await (await import('./commands/simulate-kiosk.ts')).simulateKioskCommand(args) },
  examples: { does: '計算例：examples run [ファイル…]', run: async (args) => await (await import('./commands/examples.ts')).examplesCommand(args) },
}

async function main(args: readonly string[]): Promise<number> {
  const [word = 'help', ...rest] = args
  const command = commands[word]
  if (!command) {
    process.stdout.write(`${usage()}\n`)
    return word === 'help' || word === '--help' ? 0 : 2
  }
  return await command.run(rest)
}

function usage(): string {
  return ['使い方：npx yakuba <命令>', ...Object.entries(commands).map(([word, { does }]) => `  ${word.padEnd(14)} ${does}`)].join('\n')
}

void endWith(async () => await main(process.argv.slice(2)))

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { answersCsv, charactersCsv, makeLegacySample } from '../sample/legacy/legacy.ts'
import { sampleTowns } from '../sample-towns.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = '使い方：npx yakuba sample-legacy --residents 人数 [--seed 種] [--out ファイル]\n  架空の旧システムのCSV（Shift_JIS、外字・不詳・重複あり）と、引継ぎに使う取込書式・外字の表・直しを作ります。画面の「住民記録」→「旧システムからの引継ぎ」で試せます。'

/** `npx yakuba sample-legacy --residents N --seed S --out FILE`: a messy file of an invented old system, with all that is needed to take it over. */
export function sampleLegacyCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { residents: { type: 'string' }, seed: { type: 'string', default: '1' }, out: { type: 'string', default: 'legacy.csv' } } })
  const [residents, seed] = [Number(values.residents), Number(values.seed)]
  if (!Number.isSafeInteger(residents) || residents < 1 || residents > 400_000 || !Number.isSafeInteger(seed) || seed < 0 || seed > 1_000_000) {
    print(usage)
    return Promise.resolve(2)
  }
  const sample = makeLegacySample(sampleTowns[0], { residents, seed })
  const stem = values.out.replace(/\.csv$/, '')
  writeFileSync(values.out, sample.file)
  writeFileSync(`${stem}.profile-1.yaml`, sample.firstProfile)
  writeFileSync(`${stem}.profile-2.yaml`, sample.laterProfile)
  writeFileSync(`${stem}.characters.csv`, charactersCsv(sample.characters))
  writeFileSync(`${stem}.corrections.csv`, answersCsv(sample.answers))
  print(`${values.out} に${sample.lines.toLocaleString('ja-JP')}行を書きました（乱れ：${[...sample.faults].map(([fault, count]) => `${fault} ${count}`).join('、')}）。`)
  print(`1回目 ${stem}.profile-1.yaml　2回目 ${stem}.profile-2.yaml と ${stem}.characters.csv　3回目 ${stem}.corrections.csv　取り込む人 ${sample.truth.length.toLocaleString('ja-JP')}人`)
  return Promise.resolve(0)
}

import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { zipOf } from './zip.ts'

/** What an archive holds, by the directory at its end. */
function readArchive(bytes: Uint8Array): readonly { readonly name: string; readonly content: string; readonly isWhole: boolean }[] {
  const zip = Buffer.from(bytes)
  const end = zip.length - 22
  expect(zip.readUInt32LE(end)).toBe(0x06054b50)
  let at = zip.readUInt32LE(end + 16)
  expect(at + zip.readUInt32LE(end + 12)).toBe(end)
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [size, nameLength, local] = [zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)]
    const name = zip.toString('ascii', at + 46, at + 46 + nameLength)
    const start = local + 30 + zip.readUInt16LE(local + 26)
    const content = zip.subarray(start, start + size)
    const isWhole = zip.readUInt32LE(local) === 0x04034b50 && zip.readUInt32LE(at + 16) === crc32(content) && zip.readUInt32LE(local + 14) === crc32(content)
    at += 46 + nameLength
    return { name, content: content.toString('utf8'), isWhole }
  })
}

test('files come out as they went in, each with its checksum, and the same files give the same archive', () => {
  const files = [{ name: 'notices-0001.pdf', bytes: Buffer.from('一枚目') }, { name: 'notices-0002.pdf', bytes: Buffer.from('') }, { name: 'notices-0010.pdf', bytes: Buffer.alloc(70_000, 'x') }]
  expect(readArchive(zipOf(files))).toEqual(files.map(({ name, bytes }) => ({ name, content: bytes.toString('utf8'), isWhole: true })))
  expect(Buffer.from(zipOf(files)).equals(Buffer.from(zipOf(files)))).toBe(true)
})

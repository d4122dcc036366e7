import { crc32 } from 'node:zlib'

/** One file that goes into an archive. */
export interface ArchivedFile { readonly name: string; readonly bytes: Uint8Array }

/** The day that stands on every file: the oldest one the format knows, so that the same files give the same archive. */
const day = 0x0021

/**
 * Files put together as they are, in one ZIP without compression: sheets for the printer are compressed already — まとめたファイル.
 * @param files below 4 GB together; names in ASCII
 */
export function zipOf(files: readonly ArchivedFile[]): Uint8Array {
  const [bodies, entries]: [Buffer[], Buffer[]] = [[], []]
  let at = 0
  for (const file of files) {
    const [common, name] = [commonHeader(file), Buffer.from(file.name, 'ascii')]
    const local = Buffer.concat([le32(0x04034b50), common, name, file.bytes])
    // Comment, disk and attributes are empty; then where the file begins.
    entries.push(Buffer.concat([le32(0x02014b50), le16(20), common, Buffer.alloc(10), le32(at), name]))
    bodies.push(local)
    at += local.length
  }
  const directory = Buffer.concat(entries)
  return Buffer.concat([...bodies, directory, le32(0x06054b50), Buffer.alloc(4), le16(files.length), le16(files.length), le32(directory.length), le32(at), le16(0)])
}

/** Version, flags, no compression, time, day, checksum, both sizes, length of the name, no extra field. */
function commonHeader({ name, bytes }: ArchivedFile): Buffer {
  return Buffer.concat([le16(20), le16(0), le16(0), le16(0), le16(day), le32(crc32(bytes)), le32(bytes.length), le32(bytes.length), le16(name.length), le16(0)])
}

function le16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

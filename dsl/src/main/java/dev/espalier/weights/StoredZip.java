package dev.espalier.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip archive while it is written, nothing compressed; equal content gives equal bytes. */
public final class StoredZip {
  // A fixed time makes equal archives equal bytes. The first days of 1980, where zip begins,
  // would be stored with the machine's time zone.
  private static final LocalDateTime TIME = LocalDateTime.of(1981, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  /** Begins an archive on a stream. */
  public StoredZip(OutputStream out) {
    zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /** Adds a file of what buffers have left, one after the other. */
  public StoredZip add(String path, ByteBuffer... parts) throws IOException {
    CRC32 crc = new CRC32();
    long size = 0;
    for (ByteBuffer part : parts) {
      crc.update(part.duplicate());
      size += part.remaining();
    }
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(TIME);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    for (ByteBuffer part : parts) {
      WholeFile.copy(part, zip);
    }
    zip.closeEntry();
    return this;
  }

  /** Ends the archive, and leaves the stream open. */
  public void finish() throws IOException {
    zip.finish();
    zip.flush();
  }
}

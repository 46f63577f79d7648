package dev.espalier.data.image;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The chunks of a PNG file, each with its checksum, which the reader of pictures leaves unread. */
final class PngChunks {
  private static final int END = 0x49454E44;
  private static final int SIGNATURE = 8;

  private PngChunks() {}

  /** Refuses a file whose chunks are not whole, up to the last. */
  static void requireWhole(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    byte[] block = new byte[1 << 14];
    try {
      in.readFully(block, 0, SIGNATURE);
      while (true) {
        int length = in.readInt();
        int type = in.readInt();
        CRC32 sum = new CRC32();
        for (int shift = 24; shift >= 0; shift -= 8) {
          sum.update(type >>> shift);
        }
        if (length < 0) {
          throw new Damage("found damage in its length", PictureFile.AGAIN);
        }
        for (int left = length; left > 0; ) {
          int part = Math.min(left, block.length);
          in.readFully(block, 0, part);
          sum.update(block, 0, part);
          left -= part;
        }
        if (in.readInt() != (int) sum.getValue()) {
          throw new Damage("found damage: a checksum in it is another", PictureFile.AGAIN);
        }
        if (type == END) {
          return;
        }
      }
    } catch (EOFException early) {
      throw new Damage("found its end too early", PictureFile.AGAIN);
    }
  }
}

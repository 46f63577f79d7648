package dev.espalier.data.image;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held, as EXIF says it in a JPEG file: 1, upright, to 8. */
final class Orientation {
  private static final int TAG = 0x0112;

  private Orientation() {}

  /** Gives what the first bytes of a JPEG file say; 1 where they say nothing, or nonsense. */
  static int of(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head);
    try {
      int at = 2;
      while ((bytes.get(at) & 0xFF) == 0xFF) {
        int marker = bytes.get(at + 1) & 0xFF;
        int length = bytes.getShort(at + 2) & 0xFFFF;
        if (marker == 0xE1 && bytes.getInt(at + 4) == 0x45786966) {
          return inTiff(bytes, at + 10);
        }
        if (marker == 0xDA || length < 2) {
          return 1;
        }
        at += 2 + length;
      }
    } catch (IndexOutOfBoundsException nonsense) {
      return 1;
    }
    return 1;
  }

  private static int inTiff(ByteBuffer bytes, int start) {
    bytes.order(bytes.get(start) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int folder = start + bytes.getInt(start + 4);
    int entries = bytes.getShort(folder) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = folder + 2 + 12 * i;
      if ((bytes.getShort(entry) & 0xFFFF) == TAG) {
        int value = bytes.getShort(entry + 8) & 0xFFFF;
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /** Gives a picture as it was seen. */
  static BufferedImage upright(BufferedImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int wide = image.getWidth();
    int high = image.getHeight();
    boolean turned = orientation >= 5;
    BufferedImage seen =
        new BufferedImage(
            image.getColorModel(),
            image
                .getRaster()
                .createCompatibleWritableRaster(turned ? high : wide, turned ? wide : high),
            image.isAlphaPremultiplied(),
            null);
    Object pixel = null;
    for (int y = 0; y < high; y++) {
      for (int x = 0; x < wide; x++) {
        int right = wide - 1 - x;
        int up = high - 1 - y;
        int toX =
            switch (orientation) {
              case 2, 3 -> right;
              case 5, 8 -> y;
              case 6, 7 -> up;
              default -> x;
            };
        int toY =
            switch (orientation) {
              case 3, 4 -> up;
              case 5, 6 -> x;
              case 7, 8 -> right;
              default -> y;
            };
        pixel = image.getRaster().getDataElements(x, y, pixel);
        seen.getRaster().setDataElements(toX, toY, pixel);
      }
    }
    return seen;
  }
}

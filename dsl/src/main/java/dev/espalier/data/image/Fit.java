package dev.espalier.data.image;

/** How a picture is brought to a size. */
public enum Fit {
  /** Not at all: a picture of another size is refused. */
  NONE("as they are") {
    @Override
    Frame frame(int width, int height, int toWidth, int toHeight) {
      return new Frame(width, height);
    }
  },
  /** Stretched to it, whatever becomes of its sides' ratio. */
  RESIZE("resized") {
    @Override
    Frame frame(int width, int height, int toWidth, int toHeight) {
      return new Frame(toWidth, toHeight);
    }
  },
  /** Made so large that it covers the size; what stands out is cut off, as much on both sides. */
  CROP("cropped") {
    @Override
    Frame frame(int width, int height, int toWidth, int toHeight) {
      return wider(width, height, toWidth, toHeight)
          ? new Frame(scaled(width, toHeight, height), toHeight)
          : new Frame(toWidth, scaled(height, toWidth, width));
    }
  },
  /** Made so large that it is within the size; the rest is black, as much on both sides. */
  PAD("padded") {
    @Override
    Frame frame(int width, int height, int toWidth, int toHeight) {
      return wider(width, height, toWidth, toHeight)
          ? new Frame(toWidth, scaled(height, toWidth, width))
          : new Frame(scaled(width, toHeight, height), toHeight);
    }
  };

  private final String text;

  Fit(String text) {
    this.text = text;
  }

  /** The size that the whole picture is scaled to, before it is cut or surrounded. */
  record Frame(int width, int height) {}

  /** Gives the size that a whole picture is scaled to. */
  abstract Frame frame(int width, int height, int toWidth, int toHeight);

  private static boolean wider(int width, int height, int toWidth, int toHeight) {
    return (long) width * toHeight >= (long) height * toWidth;
  }

  /** Gives a side times a ratio of others, rounded. */
  private static int scaled(int side, int to, int from) {
    return (int) Math.max(1, (2L * side * to + from) / (2L * from));
  }

  @Override
  public String toString() {
    return text;
  }
}

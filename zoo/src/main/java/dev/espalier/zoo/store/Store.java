package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.function.Supplier;

/** Where a zoo's files are read from. */
public interface Store {
  /** The bytes of a piece. */
  int PIECE = 64 << 10;

  /**
   * Hands a file's bytes on, if there is one.
   *
   * @param path plain names with slashes between, from the zoo's root on
   * @param most how many bytes it may have
   * @param sink gives what takes the bytes; asked again where reading begins anew
   * @return what took all of them
   * @throws ZooException if it has more, leads out of the zoo, or cannot be read
   */
  <S extends Sink> Optional<S> read(String path, long most, Supplier<S> sink);

  /** Gives the place in words, for messages. */
  String place();

  /**
   * Gives a file's bytes, if there is one.
   *
   * @throws ZooException as reading does, or if they do not fit into memory
   */
  default Optional<byte[]> bytes(String path, long most) {
    try {
      return read(path, most, () -> new Kept(path, most)).map(Kept::bytes);
    } catch (OutOfMemoryError e) {
      // One array was too large; nothing else has suffered.
      throw Kept.noRoom(path, most).causedBy(e);
    }
  }

  /** Gives the hash of a file's bytes without keeping them, if there is one. */
  default Optional<Hashes.Sha256> hash(String path, long most) {
    return read(path, most, Hashes.Sha256::new);
  }

  /**
   * Hands a stream's bytes on.
   *
   * @throws ZooException if there are more than there may be
   */
  default <S extends Sink> S pump(InputStream in, String path, long most, S sink)
      throws IOException {
    byte[] piece = new byte[PIECE];
    long count = 0;
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      count += read;
      if (count > most) {
        throw tooLarge(path, most);
      }
      sink.accept(piece, 0, read);
    }
    return sink;
  }

  /** Gives the error that a file cannot be read. */
  default ZooException unreadable(String path, String what) {
    return ZooException.of(
        "zoo " + place(), "file '" + path + "'", what, "another copy of the zoo");
  }

  /** Gives the error that a file cannot be read from a disk. */
  default ZooException unreadable(String path, IOException e) {
    if (e instanceof ClosedByInterruptException) {
      return unreadable(path, "reading was interrupted").causedBy(e);
    }
    String what =
        e instanceof AccessDeniedException ? "this process may not read it" : "it cannot be read";
    return unreadable(path, what).causedBy(e);
  }

  /** Gives the error that a file is too large. */
  default ZooException tooLarge(String path, long most) {
    return unreadable(path, "it has more than the %s bytes that are read".formatted(most));
  }
}

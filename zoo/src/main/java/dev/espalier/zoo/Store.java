package dev.espalier.zoo;

import java.util.Optional;

/** Where a zoo's files are read from. */
interface Store {

  /**
   * Gives a file's bytes, if there is one.
   *
   * @param path plain names with slashes between, from the zoo's root on
   * @param most how many bytes it may have
   * @throws ZooException if it has more, leads out of the zoo, or cannot be read
   */
  Optional<byte[]> read(String path, long most);

  /** Gives the place in words, for messages. */
  String place();

  /** Gives the error that a file cannot be read. */
  default ZooException unreadable(String path, String what) {
    return ZooException.of(
        "zoo " + place(), "file '" + path + "'", what, "another copy of the zoo");
  }

  /** Gives the error that a file is too large. */
  default ZooException tooLarge(String path, long most) {
    return unreadable(path, "it has more than the %s bytes that are read".formatted(most));
  }
}

package dev.espalier.zoo.store;

/** Takes a file's bytes, piece by piece. */
interface Sink {

  /** Takes some bytes of an array, which it must copy if it keeps them. */
  void accept(byte[] piece, int from, int count);
}

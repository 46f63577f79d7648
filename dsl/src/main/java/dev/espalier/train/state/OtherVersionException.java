package dev.espalier.train.state;

import java.io.IOException;

/** A checkpoint is whole, but another version of the library wrote it. */
final class OtherVersionException extends IOException {
  private static final long serialVersionUID = 1L;

  OtherVersionException(int version) {
    super(
        "it is in format %s of checkpoints, and this version of Espalier reads format %s alone"
            .formatted(version, StateFormat.VERSION));
  }
}

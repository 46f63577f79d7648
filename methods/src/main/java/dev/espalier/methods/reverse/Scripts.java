package dev.espalier.methods.reverse;

import dev.espalier.torch.Script;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The method's functions in TorchScript, each file compiled at its first use. */
final class Scripts {
  private Scripts() {}

  /** Gives the wanted outputs. */
  static Script embedding() {
    return Embedding.SCRIPT;
  }

  /** Gives the rules of activations, pools and norms. */
  static Script pointwise() {
    return Pointwise.SCRIPT;
  }

  /** Gives linear algebra on rows. */
  static Script linear() {
    return Linear.SCRIPT;
  }

  private static Script load(String file) {
    try (InputStream in = Scripts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing beside " + Scripts.class.getName());
      }
      return Script.define(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Embedding {
    static final Script SCRIPT = load("embedding.py");
  }

  private static final class Pointwise {
    static final Script SCRIPT = load("pointwise.py");
  }

  private static final class Linear {
    static final Script SCRIPT = load("linear.py");
  }
}

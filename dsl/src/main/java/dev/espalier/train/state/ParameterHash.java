package dev.espalier.train.state;

import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.weights.TensorData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of all parameters of a hierarchy's networks: equal only if every bit is. */
public final class ParameterHash {
  private ParameterHash() {}

  public static String of(CompiledHierarchy networks) {
    MessageDigest digest = StateFormat.sha256();
    for (NetworkBlock block : networks.networks()) {
      for (NamedParameter parameter : block.parameters()) {
        TensorData data = TensorData.of(parameter.array());
        String head = "%s.%s %s\n".formatted(block.network().name(), parameter.name(), data);
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update(data.bytes());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}

package dev.espalier.train;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.DataSet;
import dev.espalier.data.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes a training the one that it is: all that its numbers follow from, as texts.
 *
 * <p>Where it runs, how much memory it may take and who is told are left out.
 *
 * @param parts the texts by their headings
 */
record Fingerprint(Map<String, String> parts) {
  /** The fingerprint of a training that is not saved. */
  static final Fingerprint NONE = new Fingerprint(Map.of());

  private static final int HASHED_VALUES = 1 << 24;

  /**
   * Gives a training's fingerprint.
   *
   * @param start where the first parameters come from
   */
  static Fingerprint of(CheckedHierarchy hierarchy, Plan plan, Recipe recipe, String start) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("hierarchy", hierarchy.summary());
    parts.put("plan", plan.explain());
    parts.put("recipe", recipe(recipe));
    parts.put("training data", data(recipe.data()));
    parts.put("validation data", recipe.validation().map(Fingerprint::data).orElse("none"));
    parts.put("first parameters", start);
    // What a lambda prints differs from process to process, and says nothing of what it does.
    parts.replaceAll(
        (heading, text) ->
            text.replaceAll("\\$\\$Lambda\\S*", "lambda").replaceAll("@[0-9a-f]{1,8}\\b", ""));
    return new Fingerprint(parts);
  }

  void save(StateWriter out) throws IOException {
    out.texts(parts);
  }

  /** Gives the first difference from a saved fingerprint, in words; empty if there is none. */
  Optional<String> differenceFrom(StateReader saved) {
    for (Map.Entry<String, String> part : parts.entrySet()) {
      String before = saved.has(part.getKey()) ? saved.text(part.getKey()) : "";
      if (!before.equals(part.getValue())) {
        return Optional.of(difference(part.getKey(), before, part.getValue()));
      }
    }
    return Optional.empty();
  }

  private static String difference(String heading, String before, String now) {
    List<String> old = before.lines().toList();
    List<String> young = now.lines().toList();
    int line = 0;
    while (line < Math.min(old.size(), young.size()) && old.get(line).equals(young.get(line))) {
      line++;
    }
    return "its %s was \"%s\", and this training's is \"%s\""
        .formatted(heading, lineOf(old, line), lineOf(young, line));
  }

  private static String lineOf(List<String> lines, int line) {
    return line < lines.size() ? lines.get(line).strip() : "";
  }

  private static String recipe(Recipe recipe) {
    return "%s, %s, seed %s, %s, augmentations %s"
        .formatted(
            recipe.task(),
            recipe.descent(),
            recipe.seed(),
            recipe.conditions().precision(),
            recipe.augmentations());
  }

  private static String data(DataSet data) {
    MessageDigest digest = StateFormat.sha256();
    hash(digest, data.inputs());
    hash(digest, data.targets());
    return "%s: %s rows %s, %s, SHA-256 %s"
        .formatted(
            data.name(),
            data.size(),
            data.inputDims(),
            data.kind(),
            HexFormat.of().formatHex(digest.digest()));
  }

  /** Takes in all rows, or evenly spaced ones where there are more than 16 million values. */
  private static void hash(MessageDigest digest, Rows rows) {
    int taken = Math.max(1, Math.min(rows.size(), HASHED_VALUES / Math.max(1, rows.width())));
    for (int i = 0; i < taken; i++) {
      int row = (int) ((long) i * rows.size() / taken);
      double[] values = rows.doubles(row, row + 1);
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
      bytes.asDoubleBuffer().put(values);
      digest.update(bytes);
    }
  }
}

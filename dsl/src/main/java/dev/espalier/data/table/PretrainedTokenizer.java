package dev.espalier.data.table;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer of Hugging Face's, by the text of its {@code tokenizer.json}: special tokens are
 * added, texts cut to the length, and filled up with its own padding. It needs the library {@code
 * ai.djl.huggingface:tokenizers} on the class path, here and where the model runs.
 *
 * @param json the text of {@code tokenizer.json}
 */
public record PretrainedTokenizer(String json) implements Tokenizer {
  /** The longest text of a tokenizer that travels with a model. */
  public static final int LONGEST = 4_000_000;

  private static final int PROBE = 8;
  private static final String NEEDED =
      "the dependency ai.djl.huggingface:tokenizers of the version of DJL";

  /** Refuses null. */
  public PretrainedTokenizer {
    Given.all("json", json);
  }

  /**
   * Gives one that is known to work.
   *
   * @param where how messages call it
   * @throws IllegalArgumentException if it is none, or the library is not there
   */
  static PretrainedTokenizer of(String json, String where) {
    if (json.length() > LONGEST) {
      throw new IllegalArgumentException(
          "%s: found %s characters, needed %s at most, as it travels with the model. Try words(...)."
              .formatted(where, json.length(), LONGEST));
    }
    try {
      PretrainedTokenizer made = new PretrainedTokenizer(json);
      made.tokens("a", PROBE);
      return made;
    } catch (MisfitException e) {
      throw new IllegalArgumentException(
          "%s: %s. Try %s.".formatted(where, e.what(), e.advice()), e);
    }
  }

  @Override
  public PretrainedTokenizer learned(List<String> texts) {
    return this;
  }

  @Override
  public int[] tokens(String text, int length) {
    Given.all("text", text);
    try {
      long[] ids = Opened.ids(json, length, text);
      int[] tokens = new int[length];
      for (int i = 0; i < length; i++) {
        tokens[i] = Math.toIntExact(ids[i]);
      }
      return tokens;
    } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
      throw new MisfitException("the library that reads tokenizer.json is not there", NEEDED);
    }
  }

  @Override
  public String toString() {
    return "a tokenizer.json of %s".formatted(Shown.count(json.length(), "character"));
  }

  /** The tokenizers that are open, apart so that the library is needed only by those who ask. */
  private static final class Opened {
    private static final int MOST = 4;
    private static final Map<Key, HuggingFaceTokenizer> OPEN = new LinkedHashMap<>(8, 0.75f, true);

    private record Key(String json, int length) {}

    private Opened() {}

    static long[] ids(String json, int length, String text) {
      synchronized (OPEN) {
        long[] ids = opened(json, length).encode(text).getIds();
        if (ids.length != length) {
          throw new MisfitException(
              "it gives %s tokens for a text, needed %s".formatted(ids.length, length),
              "more tokens, as many as its special ones at least");
        }
        return ids;
      }
    }

    private static HuggingFaceTokenizer opened(String json, int length) {
      Key key = new Key(json, length);
      HuggingFaceTokenizer known = OPEN.get(key);
      if (known == null) {
        known = open(json, length);
        OPEN.put(key, known);
        if (OPEN.size() > MOST) {
          Key oldest = OPEN.keySet().iterator().next();
          HuggingFaceTokenizer closed = OPEN.remove(oldest);
          if (closed != null) {
            closed.close();
          }
        }
      }
      return known;
    }

    private static HuggingFaceTokenizer open(String json, int length) {
      Map<String, String> options =
          Map.of(
              "addSpecialTokens", "true",
              "truncation", "true",
              "padding", "max_length",
              "maxLength", String.valueOf(length),
              "modelMaxLength", String.valueOf(length));
      try {
        return HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(withoutDecoder(json).getBytes(StandardCharsets.UTF_8)),
            options);
      } catch (IOException | RuntimeException e) {
        throw new MisfitException("it is no tokenizer of Hugging Face's", "a whole tokenizer.json");
      }
    }

    /**
     * Gives whole JSON without the part that makes texts of tokens, which is not used here: the
     * library ends the process where it cannot read that part.
     */
    private static String withoutDecoder(String json) throws IOException {
      JsonElement read = new Gson().getAdapter(JsonElement.class).fromJson(json);
      if (!(read instanceof JsonObject whole)) {
        throw new IOException("no object");
      }
      whole.add("decoder", JsonNull.INSTANCE);
      return whole.toString();
    }
  }
}

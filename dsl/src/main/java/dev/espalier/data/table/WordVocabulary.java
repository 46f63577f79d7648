package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most frequent words of the training rows, small letters and capitals alike: token 0 is
 * padding, 1 any other word, and those from 2 on are the words in the order of their characters.
 *
 * <p>A word is a run of letters, digits and apostrophes within; numbers are words too.
 *
 * @param size how many tokens there are, padding and the unknown one counted
 * @param words the words that were learned, in order
 */
public record WordVocabulary(int size, List<String> words) implements Tokenizer {
  /** The token that fills a text up. */
  public static final int PADDING = 0;

  /** The token of every word that is not known. */
  public static final int UNKNOWN = 1;

  private static final int FIRST = 2;
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}\\p{M}]+)*");

  /** Refuses less than one word, more words than tokens, and words out of order. */
  public WordVocabulary {
    Given.all("words", words);
    words = List.copyOf(words);
    boolean isOrdered = true;
    for (int i = 1; i < words.size(); i++) {
      isOrdered &= words.get(i - 1).compareTo(words.get(i)) < 0;
    }
    if (size <= FIRST) {
      throw new IllegalArgumentException(
          "words: found %s tokens, needed at least 3, for padding, unknown words and a word. Try 10_000."
              .formatted(size));
    }
    if (words.size() > size - FIRST || !isOrdered) {
      throw new IllegalArgumentException(
          "words: found %s words for %s tokens, or not in order. Try what a table's recipe has learned."
              .formatted(words.size(), size));
    }
  }

  @Override
  public WordVocabulary learned(List<String> texts) {
    Given.all("texts", texts);
    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      wordsOf(text).forEach(word -> counts.merge(word, 1, Integer::sum));
    }
    List<String> kept =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(size - FIRST)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return new WordVocabulary(size, kept);
  }

  /** Gives a text's words, in small letters. */
  private static List<String> wordsOf(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /** Gives tokens; a text without a word is one that is unknown, so that no text is padding. */
  @Override
  public int[] tokens(String text, int length) {
    Given.all("text", text);
    int[] tokens = new int[length];
    List<String> all = wordsOf(text);
    for (int i = 0; i < Math.min(length, all.size()); i++) {
      int place = Collections.binarySearch(words, all.get(i));
      tokens[i] = place < 0 ? UNKNOWN : FIRST + place;
    }
    if (all.isEmpty()) {
      tokens[0] = UNKNOWN;
    }
    return tokens;
  }

  @Override
  public String toString() {
    return "%s words of %s".formatted(words.size(), size - FIRST);
  }
}

package dev.espalier.data.table;

import java.util.List;

/** How a text is divided into tokens, each a whole number. */
public sealed interface Tokenizer permits WordVocabulary, PretrainedTokenizer {

  /** Gives this one with what texts say; one that is trained already is as it was. */
  Tokenizer learned(List<String> texts);

  /**
   * Gives a text's first tokens, filled up with padding.
   *
   * @param length how many tokens are given
   */
  int[] tokens(String text, int length);
}

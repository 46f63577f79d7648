package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a table's column becomes: how its cells are read, filled in and made into features. */
public sealed interface TableColumn permits Numeric, Categorical, Tokenized {

  /** Gives the column's name, by which it is found in other tables. */
  String name();

  /** Gives what stands in for a missing cell, if anything may. */
  Optional<Filling> filling();

  /** Gives the names of the features that it becomes, such as {@code city=Ulm}. */
  List<String> features();

  /** Says whether cells are read from their text as it is written, such as {@code 1.234,5}. */
  default boolean readAsText() {
    return false;
  }

  /** Gives the number of features that it becomes. */
  default int width() {
    return features().size();
  }

  /**
   * Gives this column with what the cells of some rows say.
   *
   * @param findings gets at most one problem, which says how many cells are missing or wrong
   */
  TableColumn fitted(TableSource.Cells cells, int[] rows, Findings findings);

  /**
   * Writes a cell's features.
   *
   * @throws dev.espalier.describe.problem.MisfitException if it stands for none
   */
  void encode(@Nullable Object cell, double[] into, int at);

  /** Says whether a cell is a category that the training rows did not have. */
  boolean unknown(@Nullable Object cell);
}

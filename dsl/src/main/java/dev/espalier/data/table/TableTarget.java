package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import java.util.List;

/** What of a table is to be predicted. */
public sealed interface TableTarget {

  /** Gives the names of the columns. */
  List<String> columns();

  /**
   * The class that a column names.
   *
   * @param column its name
   */
  record Label(String column) implements TableTarget {
    /** Refuses null. */
    public Label {
      Given.all("column", column);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /**
   * The numbers of columns.
   *
   * @param columns their names
   * @param scaling how a training scales them; predictions and measures are in their own units
   */
  record Amounts(List<String> columns, Scaling scaling) implements TableTarget {
    /** Copies the names and refuses null. */
    public Amounts {
      Given.all("columns", columns, "scaling", scaling);
      columns = List.copyOf(columns);
    }
  }
}

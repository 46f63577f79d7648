package dev.espalier.data;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;

/**
 * A view of other rows, as many and of the same shape, whose values are changed as they are read.
 */
abstract class ChangedRows implements Rows {
  final Rows base;

  ChangedRows(Rows base) {
    this.base = base;
  }

  @Override
  public final Dims dims() {
    return base.dims();
  }

  @Override
  public final int size() {
    return base.size();
  }
}

package dev.espalier.data.rows;

import dev.espalier.data.problem.Findings;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Rows of several, each next to the others' of its number, as one flat row. */
final class RowsBeside implements Rows {
  private final List<Rows> sides;
  private final Dims dims;

  /** Takes rows that are as many each. */
  RowsBeside(List<Rows> sides) {
    this.sides = List.copyOf(sides);
    this.dims = Dims.of(sides.stream().mapToLong(Rows::width).sum());
  }

  /** Gives the rows of parts, in the parts' order. */
  static RowsBeside of(Parts parts, Map<String, Rows> rows) {
    Findings findings = new Findings();
    List<Rows> sides = new ArrayList<>();
    for (Parts.Part part : parts.list()) {
      Rows found = rows.get(part.name());
      if (found == null) {
        findings.add("part '" + part.name() + "'", "there are no rows of it", "rows of each part");
      } else if (!found.dims().equals(part.dims())) {
        findings.add(
            "part '" + part.name() + "'",
            "found rows of %s, needed %s".formatted(found.dims(), part.dims()),
            "");
      } else {
        sides.add(found);
      }
    }
    for (String name : new TreeSet<>(rows.keySet())) {
      if (!parts.names().contains(name)) {
        findings.add("part '" + name + "'", "there is none among " + parts.names(), "one of them");
      }
    }
    for (Rows side : sides) {
      if (side.size() != sides.get(0).size()) {
        findings.add(
            "rows",
            "found %s and %s, needed as many of each part"
                .formatted(sides.get(0).size(), side.size()),
            "");
      }
    }
    findings.throwIfAny("rows of parts " + parts.names());
    return new RowsBeside(sides);
  }

  @Override
  public int size() {
    return sides.get(0).size();
  }

  @Override
  public Dims dims() {
    return dims;
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    int width = width();
    int place = offset;
    for (Rows side : sides) {
      float[] values = side.floats(from, to);
      for (int row = 0; row < to - from; row++) {
        System.arraycopy(values, row * side.width(), into, place + row * width, side.width());
      }
      place += side.width();
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    int width = width();
    int place = offset;
    for (Rows side : sides) {
      double[] values = side.doubles(from, to);
      for (int row = 0; row < to - from; row++) {
        System.arraycopy(values, row * side.width(), into, place + row * width, side.width());
      }
      place += side.width();
    }
  }

  @Override
  public String toString() {
    return sides.size() + " side by side: " + size() + " of " + dims;
  }
}

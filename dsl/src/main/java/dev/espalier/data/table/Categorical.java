package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A column of categories, each a feature that is 1 for it and 0 for all others (one-hot).
 *
 * <p>The slots are those of the declared table, so the number of features never depends on how rows
 * are split. A category that no training row has is unknown: all its features are 0, or that of the
 * others is 1 where rare categories share one.
 *
 * @param name the column's name
 * @param slots the categories with a feature of their own, in order of their names
 * @param rare rarer categories share the last feature; 0 if there is none
 * @param filling what stands in for a missing cell, if anything may
 * @param indicator whether a feature says if the cell was missing
 * @param filled the category that stands in for a missing cell, as it was learned
 * @param known those of the slots that were learned, in order of their names
 */
public record Categorical(
    String name,
    List<String> slots,
    int rare,
    Optional<Filling> filling,
    boolean indicator,
    Optional<String> filled,
    List<String> known)
    implements TableColumn {
  /** Refuses null, and slots that are not in order. */
  public Categorical {
    Given.all("name", name, "slots", slots, "filling", filling, "filled", filled, "known", known);
    slots = List.copyOf(slots);
    known = List.copyOf(known);
    if (!ordered(slots) || !ordered(known) || rare < 0) {
      throw new IllegalArgumentException(
          "column %s: found categories that are not in order, or occur twice. Try what a table's recipe has learned."
              .formatted(Shown.name(name)));
    }
  }

  private static boolean ordered(List<String> names) {
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i - 1).compareTo(names.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Gives the column whose slots are the categories of all rows. */
  static Categorical of(
      String name,
      TableSource.Cells cells,
      int rows,
      int rare,
      Optional<Filling> filling,
      boolean indicator) {
    int[] all = new int[rows];
    Arrays.setAll(all, row -> row);
    Map<String, Integer> counts = counts(cells, all, new CellFaults());
    if (filling.orElse(null) instanceof Filling.Value value) {
      counts.merge(Cell.category(value.text()), Math.max(1, rare), Integer::sum);
    }
    List<String> slots = often(counts, rare);
    return new Categorical(name, slots, rare, filling, indicator, Optional.empty(), List.of());
  }

  @Override
  public List<String> features() {
    List<String> features = new ArrayList<>();
    slots.forEach(each -> features.add(name + "=" + each));
    if (rare > 0) {
      features.add(name + " other");
    }
    if (indicator) {
      features.add(name + " missing");
    }
    return features;
  }

  @Override
  public int width() {
    return slots.size() + (rare > 0 ? 1 : 0) + (indicator ? 1 : 0);
  }

  @Override
  public Categorical fitted(TableSource.Cells cells, int[] rows, Findings findings) {
    Given.all("cells", cells, "rows", rows, "findings", findings);
    CellFaults faults = new CellFaults();
    Map<String, Integer> counts = counts(cells, rows, faults);
    if (faults.addTo(findings, name, filling.isPresent(), "value(\"none\")")) {
      return this;
    }
    if (counts.isEmpty() && !(filling.orElse(null) instanceof Filling.Value)) {
      findings.add(
          "column " + Shown.name(name),
          "all %s cells are missing, needed at least 1 category".formatted(rows.length),
          "drop(\"%s\")".formatted(Shown.name(name)));
      return this;
    }
    Optional<String> fill =
        filling.map(
            by ->
                by instanceof Filling.Value value
                    ? Cell.category(value.text())
                    : Collections.max(
                            counts.entrySet(),
                            Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(
                                    Map.Entry.<String, Integer>comparingByKey().reversed()))
                        .getKey());
    int gaps = rows.length - counts.values().stream().mapToInt(Integer::intValue).sum();
    if (gaps > 0) {
      fill.ifPresent(category -> counts.merge(category, gaps, Integer::sum));
    }
    List<String> learned =
        often(counts, rare).stream().filter(each -> at(slots, each) >= 0).toList();
    return new Categorical(name, slots, rare, filling, indicator, fill, learned);
  }

  @Override
  public void encode(@Nullable Object cell, double[] into, int at) {
    Given.all("into", into);
    boolean missing = cell == null || Cell.missing(cell);
    String category = cell == null || missing ? filled.orElse(null) : Cell.category(cell);
    if (category == null) {
      throw new MisfitException("found none, needed a category", "one of " + shown());
    }
    Arrays.fill(into, at, at + width(), 0);
    int slot = at(known, category) < 0 ? -1 : at(slots, category);
    if (slot >= 0) {
      into[at + slot] = 1;
    } else if (rare > 0) {
      into[at + slots.size()] = 1;
    }
    if (indicator) {
      into[at + width() - 1] = missing ? 1 : 0;
    }
  }

  @Override
  public boolean unknown(@Nullable Object cell) {
    return cell != null && !Cell.missing(cell) && at(known, Cell.category(cell)) < 0;
  }

  /** Gives in words which categories have no feature of their own. */
  String others() {
    return rare > 0
        ? "categories with fewer than %s training rows".formatted(rare)
        : "categories without a training row";
  }

  /** Gives in words what these become. */
  String asOthers() {
    return rare > 0
        ? "they are its feature '%s other'".formatted(Shown.name(name))
        : "they are 0 in all its features";
  }

  private String shown() {
    return known.size() <= 10 ? known.toString() : known.subList(0, 10) + " and more";
  }

  private static int at(List<String> names, String name) {
    return Collections.binarySearch(names, name);
  }

  private static List<String> often(Map<String, Integer> counts, int least) {
    return counts.entrySet().stream()
        .filter(each -> each.getValue() >= least)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<String, Integer> counts(
      TableSource.Cells cells, int[] rows, CellFaults faults) {
    Map<String, Integer> counts = new HashMap<>();
    for (int row : rows) {
      Object cell = cells.at(row);
      if (cell == null || Cell.missing(cell)) {
        faults.missing(row);
      } else {
        counts.merge(Cell.category(cell), 1, Integer::sum);
      }
    }
    return new TreeMap<>(counts);
  }
}

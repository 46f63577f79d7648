/**
 * What a training did, as tables, text, charts and one page of HTML.
 *
 * <p>Everything is kept as small immutable records ({@link dev.espalier.report.grid.Grid}, {@link
 * dev.espalier.report.chart.Chart}) and only drawn, or turned into a Tablesaw table, when asked:
 * the first use of Tablesaw costs about a second.
 */
@NullMarked
package dev.espalier.report;

import org.jspecify.annotations.NullMarked;

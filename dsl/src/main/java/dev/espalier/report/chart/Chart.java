package dev.espalier.report.chart;

import dev.espalier.describe.problem.Given;
import java.awt.image.BufferedImage;
import java.util.List;

/** A picture of numbers that is drawn when asked for, as SVG or as pixels. */
public sealed interface Chart permits CurveChart, SpreadChart {

  /** Gives the title. */
  String title();

  /** Gives the colored names of what it shows, in order; empty where the axis names them. */
  List<Key> keys();

  /**
   * Gives a whole SVG document with title and legend, which reads well on light and on dark ground.
   */
  String svg();

  /** Gives the SVG element without title and legend, for a page that has its own. */
  String plot();

  /** Gives the picture with title and legend on white ground. */
  BufferedImage image();

  /**
   * An entry of a legend.
   *
   * @param name what is shown
   * @param color its color, {@code #rrggbb}
   * @param dashed whether its line is dashed
   */
  record Key(String name, String color, boolean dashed) {
    /** Refuses null. */
    public Key {
      Given.all("name", name, "color", color);
    }
  }
}

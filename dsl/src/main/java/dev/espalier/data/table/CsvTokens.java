package dev.espalier.data.table;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** The cells of a CSV file, line by line, as RFC 4180 has them. */
final class CsvTokens {
  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  private final Reader reader;
  private final char separator;
  private final char[] buffer = new char[BUFFER];
  private char[] cell = new char[256];
  private int length;
  private int at;
  private int filled;
  private int line = 1;
  private int startLine = 1;
  private final List<String> cells = new ArrayList<>();
  private boolean[] quoted = new boolean[64];

  CsvTokens(Reader reader, char separator) {
    this.reader = reader;
    this.separator = separator;
  }

  /** Gives the next row's cells, the same list each time; none after the last. */
  List<String> next() throws IOException, CsvException {
    do {
      cells.clear();
      startLine = line;
      if (peek() == END) {
        return cells;
      }
      while (readCell()) {
        // The row goes on.
      }
    } while (cells.size() == 1 && cells.get(0).isEmpty() && !quoted[0]);
    return cells;
  }

  /** Gives the line on which the last row began, from 1. */
  int line() {
    return startLine;
  }

  boolean quoted(int column) {
    return quoted[column];
  }

  /** Reads a cell, and says whether another follows in the row. */
  private boolean readCell() throws IOException, CsvException {
    length = 0;
    skipBlanks();
    boolean quotes = peek() == '"';
    if (quotes) {
      readQuoted();
      skipBlanks();
    } else {
      readPlain();
      while (length > 0 && blank(cell[length - 1])) {
        length--;
      }
    }
    if (cells.size() == quoted.length) {
      quoted = java.util.Arrays.copyOf(quoted, 2 * quoted.length);
    }
    quoted[cells.size()] = quotes;
    cells.add(new String(cell, 0, length));
    int after = take();
    if (after == separator) {
      return true;
    }
    if (after == '\r' && peek() == '\n') {
      after = take();
    }
    if (after == '\n' || after == '\r') {
      line++;
    } else if (after != END) {
      throw new CsvException(
          line, "found '%s' after a closing quote, needed a separator".formatted((char) after));
    }
    return false;
  }

  /** Reads up to the cell's end, in runs as long as what is buffered. */
  private void readPlain() throws IOException {
    do {
      int from = at;
      while (at < filled && !ends(buffer[at])) {
        at++;
      }
      int count = at - from;
      if (length + count > cell.length) {
        cell = java.util.Arrays.copyOf(cell, 2 * (length + count));
      }
      System.arraycopy(buffer, from, cell, length, count);
      length += count;
    } while (!ends(peek()));
  }

  private void readQuoted() throws IOException, CsvException {
    int opened = line;
    take();
    while (true) {
      int c = take();
      if (c == END) {
        throw new CsvException(opened, "found a quote that is never closed");
      }
      if (c == '"' && peek() != '"') {
        return;
      }
      if (c == '"') {
        take();
      }
      if (c == '\n') {
        line++;
      }
      append((char) c);
    }
  }

  private void skipBlanks() throws IOException {
    while (blank(peek()) && peek() != separator) {
      take();
    }
  }

  private static boolean blank(int c) {
    return c == ' ' || c == '\t' || c == '\u00a0';
  }

  private boolean ends(int c) {
    return c == separator || c == '\n' || c == '\r' || c == END;
  }

  private void append(char c) {
    if (length == cell.length) {
      cell = java.util.Arrays.copyOf(cell, 2 * length);
    }
    cell[length++] = c;
  }

  private int peek() throws IOException {
    if (at == filled) {
      filled = Math.max(0, reader.read(buffer));
      at = 0;
    }
    return filled == 0 ? END : buffer[at];
  }

  private int take() throws IOException {
    int c = peek();
    if (c != END) {
      at++;
    }
    return c;
  }

  /** What is wrong with a file, and on which line. */
  static final class CsvException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String what;

    CsvException(int line, String what) {
      super(what);
      this.line = line;
      this.what = what;
    }

    int line() {
      return line;
    }

    String what() {
      return what;
    }
  }
}

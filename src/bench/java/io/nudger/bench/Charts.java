package io.nudger.bench;

import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.svg.SVGGraphics2D;

/** A chart of a chapter: each line of the table as a bar beside the bar of its reference. */
final class Charts {
    private static final int WIDTH = 900;
    private static final int MARGIN = 110;
    private static final int LINE = 58;
    private static final Color OWN = new Color(0x1F, 0x77, 0xB4);
    private static final Color REFERENCE = new Color(0xB0, 0xB0, 0xB0);
    /** From here on, the small bars of a chart with one scale would not be seen. */
    private static final double WIDE = 30;

    private Charts() {}

    /** The chart as an SVG document. */
    static String svg(Report.Chapter chapter) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        double smallest = Double.MAX_VALUE;
        double largest = 0;
        for (Result result : chapter.results()) {
            String line = result.name() + " [" + result.unit() + "]";
            for (double value :
                    new double[] {result.median(), result.reference().median()}) {
                if (value > 0) {
                    smallest = Math.min(smallest, value);
                    largest = Math.max(largest, value);
                }
            }
            add(data, result.median(), "nudger", line);
            add(data, result.reference().median(), "reference", line);
        }
        JFreeChart chart = chart(chapter.heading(), data, largest / smallest > WIDE);
        int height = MARGIN + LINE * Math.max(1, data.getColumnCount());
        SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, height);
        // The same numbers give the same file.
        graphics.setDefsKeyPrefix("row" + chapter.row());
        chart.draw(graphics, new Rectangle(WIDTH, height));
        return graphics.getSVGDocument();
    }

    private static void add(DefaultCategoryDataset data, double value, String series, String line) {
        data.addValue(Double.isNaN(value) ? null : value, series, line);
    }

    private static JFreeChart chart(String title, DefaultCategoryDataset data, boolean logarithmic) {
        JFreeChart chart =
                ChartFactory.createBarChart(title, null, null, data, PlotOrientation.HORIZONTAL, true, false, false);
        StandardChartTheme theme = new StandardChartTheme("nudger");
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        theme.setExtraLargeFont(font.deriveFont(Font.BOLD, 15f));
        theme.setLargeFont(font);
        theme.setRegularFont(font);
        theme.setSmallFont(font);
        theme.apply(chart);
        chart.setBackgroundPaint(Color.WHITE);
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setOutlineVisible(false);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
        if (logarithmic) {
            LogarithmicAxis axis = new LogarithmicAxis("logarithmic");
            axis.setAllowNegativesFlag(true);
            plot.setRangeAxis(axis);
        }
        plot.getRangeAxis().setUpperMargin(0.12);
        BarRenderer renderer = (BarRenderer) plot.getRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setSeriesPaint(0, OWN);
        renderer.setSeriesPaint(1, REFERENCE);
        renderer.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator(
                "{2}", java.text.NumberFormat.getNumberInstance(java.util.Locale.ROOT)));
        renderer.setDefaultItemLabelsVisible(true);
        return chart;
    }
}

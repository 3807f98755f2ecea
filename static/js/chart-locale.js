// Plotly's own words for dates and numbers, in Chinese.
const month = (n) => `${n}月`;
const months = Array.from({ length: 12 }, (_, index) => month(index + 1));

export const chinese = {
  moduleType: "locale",
  name: "zh-CN",
  dictionary: {},
  format: {
    days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
    months,
    shortMonths: months,
    date: "%Y-%m-%d",
    decimal: ".",
    thousands: ",",
    year: "%Y年",
    month: "%Y年%-m月",
    dayMonth: "%-m月%-d日",
    dayMonthYear: "%Y年%-m月%-d日",
  },
};

import * as echarts from 'echarts/core';
document.getElementById('app').textContent = JSON.parse(document.getElementById('study').textContent).name;
console.log(echarts.version);

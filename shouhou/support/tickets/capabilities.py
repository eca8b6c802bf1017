from shouhou.foundation.access import declare

declare({
    "tickets.ask": "我要提问",
    "tickets.read_own": "查看自己的问题",
    "tickets.read_company": "查看本单位全部问题",
    "tickets.follow_up": "追问",
    "tickets.send_back": "未解决退回",
    "tickets.close_own": "确认解决",
    "tickets.desk": "进入问题工作台",
    "tickets.read_queue": "查看公共队列和自己的问题单",
    "tickets.read_all": "查看全部问题单",
    "tickets.accept": "接单",
    "tickets.handle": "处理",
    "tickets.note": "内部备注",
    "tickets.transfer": "转交",
    "tickets.close": "关闭与重新打开",
    "tickets.file_for": "代客户提问",
    "tickets.ageing": "查看未结问题账龄",
    "tickets.configure": "设置提问表单和词表",
    "tickets.import": "导入问题单",
})
